// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// What a run asks of whom, frozen before the first call and named by its SHA-256.
///
/// Everything that could change a score or a cost is in it; budget, concurrency and shards are not,
/// since a run may go on with others.
public struct RunPlan: Hashable, Sendable {
  /// A setup as it will be run.
  public struct Setup: Hashable, Sendable {
    /// The name in logs and reports: the notation with aliases resolved, or a configured name.
    public var name: String
    /// The notation, where the name is a configured one.
    public var notation: String
    /// The models in it.
    public var models: [String]
    /// What else is set about it, as data.
    public var settings: JSONValue
    /// Whether its calls go through its provider's batches.
    public var isBatch: Bool
    /// Whether it is there as a placebo: the executor advising itself.
    public var isPlacebo: Bool
    /// The temperature its answers are asked for at; nil leaves it to the models.
    public var temperature: Double?

    /// A setup.
    public init(
      name: String, notation: String? = nil, models: [String] = [], settings: JSONValue = [:],
      isBatch: Bool = false, isPlacebo: Bool = false, temperature: Double? = nil
    ) {
      self.name = name
      self.notation = notation ?? name
      self.models = models
      self.settings = settings
      self.isBatch = isBatch
      self.isPlacebo = isPlacebo
      self.temperature = temperature
    }
  }

  /// A document of the queries, by its content.
  public struct Document: Hashable, Sendable {
    /// Its path as queries name it.
    public var path: String
    /// SHA-256 of what is in it.
    public var hash: String

    /// A document.
    public init(path: String, hash: String) {
      self.path = path
      self.hash = hash
    }
  }

  /// When a run ends.
  public enum Stopping: String, Hashable, Sendable {
    /// After every attempt of the plan.
    case complete
    /// As soon as the betting test has decided about every candidate.
    case betting
  }

  /// The program that made it, since prompts are part of the program.
  public var program = ""
  /// The queries, in the order of their file.
  public var queries: [Query] = []
  /// What the file was read as.
  public var format = ""
  /// The documents the queries name.
  public var documents: [Document] = []
  /// The setups, the baseline among them.
  public var setups: [Setup] = []
  /// The name of the setup that the others are held against.
  public var baseline = ""
  /// The graders with their versions.
  public var graders: [String] = []
  /// The loss of quality that is accepted, as a fraction.
  public var margin = 0.05
  /// Independent tries of each query by each setup.
  public var trials = 3
  /// What the order is shuffled by.
  public var seed: UInt64 = 1
  /// The most output tokens of one call.
  public var maximumTokens = GenerationOptions().maximumTokens
  /// How often a model is called for one attempt.
  public var maximumSteps = 50
  /// When the run ends.
  public var stopping = Stopping.complete
  /// Whether prompts, thresholds or models were chosen by looking at these queries.
  public var isInSample = false
  /// The part of the file's queries that is run; nil for all of them.
  public var part: QueryPart?
  /// The version of the prices.
  public var priceVersion = ""
  /// SHA-256 of the price file on top of the built-in prices; nil without one.
  public var priceFile: String?
  /// SHA-256 of everything above, in hexadecimal; set by `freeze()`.
  public private(set) var hash = ""

  /// A plan to be filled in and frozen.
  public init() {}

  /// The plan with its hash.
  ///
  /// - Throws: `EvalError` with code `plan` when it does not fit together.
  public func frozen() throws(EvalError) -> RunPlan {
    guard !queries.isEmpty else { throw EvalError(.plan, "There are no queries to run.") }
    guard !setups.isEmpty else { throw EvalError(.plan, "There are no setups to run.") }
    for list in [queries.map(\.id), setups.map(\.name)] where Set(list).count != list.count {
      var seen: Set<String> = []
      let twice = list.first { !seen.insert($0).inserted } ?? ""
      throw EvalError(.plan, "'\(twice)' is there twice; every query and setup needs its own name.")
    }
    guard setups.contains(where: { $0.name == baseline }) else {
      throw EvalError(.plan, "The baseline '\(baseline)' is not one of the setups.")
    }
    guard trials >= 1, margin > 0, margin < 1 else {
      throw EvalError(.plan, "A plan needs at least one trial and a margin between 0 and 1.")
    }
    var plan = self
    plan.hash = SHA256.hex(of: JSONValue.object(content).bytes)
    return plan
  }

  /// The order of its attempts.
  public var order: RunOrder {
    RunOrder(queries: queries.count, setups: setups.count, trials: trials, seed: seed)
  }

  /// How many attempts it has.
  public var attempts: Int { queries.count * setups.count * trials }

  /// The name of an attempt: the plan's first digits and a hash of query, setup and trial.
  ///
  /// It names the conversation in the ledger and the request in a batch too.
  public func attemptID(_ place: AttemptPlace) -> String {
    let parts: JSONValue = [
      .string(hash), .string(queries[place.query].id), .string(setups[place.setup].name),
      JSONValue(place.trial),
    ]
    return attemptPrefix + SHA256.hex(of: parts.bytes).prefix(24)
  }

  /// What the names of its attempts begin with.
  public var attemptPrefix: String { String(hash.prefix(8)) + "-" }
}
