// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyEval

/// A plan with what is needed to run it.
struct PreparedPlan {
  var plan: RunPlan
  /// The queries as they were read, lines included.
  var queries: [Query]
  var setups: SetupList
  /// The folder that the queries' files are relative to.
  var base: String
  /// How many bytes each named document has.
  var sizes: [String: Int]
  /// The judge, aliases resolved.
  var judge: Workbench.Resolved?

  /// Where a file of a query is.
  func path(_ file: String) -> String { Self.path(file, base) }

  static func path(_ file: String, _ base: String) -> String {
    file.hasPrefix("/") ? file : base + file
  }
}

/// Makes a plan of a command line.
struct PlanMaker {
  private let command: RunCommand
  private let world: World
  private let configuration: Configuration
  private let bench: Workbench

  init(_ command: RunCommand, world: World, configuration: Configuration, bench: Workbench) {
    self.command = command
    self.world = world
    self.configuration = configuration
    self.bench = bench
  }

  /// Reads the queries and freezes the plan; what is odd is said on the way.
  ///
  /// - Throws: `CommandFailure`, `SetupError`, `EvalError`.
  func prepare() throws -> PreparedPlan {
    let names = command.setups.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    guard !names.isEmpty, !names.contains("") else {
      throw CommandFailure(Exit.usage, "--setups takes setups with commas between them.")
    }
    let setups = try SetupList(
      names, baseline: command.baseline, placebo: command.placebo, bench: bench)
    let judge = try command.judge.map { try bench.resolve($0) }
    let file = world.expanding(command.queries)
    let set = try chosen(try read(file), file)
    let base = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    var plan = RunPlan()
    plan.program = Version.text
    plan.queries = set.queries
    plan.format = set.format
    var sizes: [String: Int] = [:]
    for name in Set(set.queries.flatMap(\.files)).sorted() {
      let digest = try DocumentDigest(of: PreparedPlan.path(name, base))
      plan.documents.append(RunPlan.Document(path: name, hash: digest.hash))
      sizes[name] = digest.bytes
    }
    plan.setups = setups.entries.map(planned)
    if command.batch { try checkBatches(plan) }
    plan.baseline = setups.baseline
    plan.graders = try graders(set.queries, judge, setups)
    plan.margin = command.margin / 100
    plan.trials = command.trials
    plan.seed = UInt64(command.seed)
    plan.maximumTokens = command.maxTokens ?? plan.maximumTokens
    plan.part = command.part?.part
    plan.isInSample = command.inSample
    plan.stopping = command.stopEarly ? .betting : .complete
    plan.priceVersion = bench.catalogue.version
    plan.priceFile = try PriceFiles.hash(world: world, configuration: configuration)
    return PreparedPlan(
      plan: try plan.frozen(), queries: set.queries, setups: setups, base: base, sizes: sizes,
      judge: judge)
  }

  /// The queries of the part that is run.
  private func chosen(_ set: QuerySet, _ file: String) throws -> QuerySet {
    guard let part = command.part?.part else { return set }
    var set = set
    set.queries.removeAll { QueryPart(of: $0.id, cluster: $0.cluster) != part }
    guard !set.queries.isEmpty else {
      throw CommandFailure(
        Exit.noInput, "None of the queries of \(file) is in the part '\(part.rawValue)'.")
    }
    return set
  }

  private func read(_ file: String) throws -> QuerySet {
    let set = try QueryFile.read(
      path: file, format: command.format.flatMap { QueryFormat($0) } ?? QueryFormat())
    for warning in set.warnings.prefix(10) { world.console.say("note: \(sanitised("\(warning)"))") }
    guard set.problems.isEmpty else {
      for problem in set.problems.prefix(20) {
        world.console.say("\(file), \(sanitised("\(problem)"))")
      }
      let count = set.problems.count
      throw CommandFailure(
        Exit.data,
        "\(file) has \(count) thing\(count == 1 ? "" : "s") that cannot be run as written; change them or take them out."
      )
    }
    return set
  }

  private func planned(_ entry: SetupList.Entry) -> RunPlan.Setup {
    let resolved = entry.resolved
    var settings: JSONObject = ["own": resolved.settings.planned]
    // What configured names in it stand for is part of what is run.
    for name in Set(names(in: resolved.structure)).sorted() {
      guard let setup = configuration.setups[name] else { continue }
      settings[name] = ["use": .string("\(setup.notation)"), "set": setup.settings.planned]
    }
    return RunPlan.Setup(
      name: resolved.notation, notation: resolved.structure.description,
      models: resolved.models.map(\.rawValue), settings: .object(settings),
      isBatch: command.batch && isBatchable(resolved), isPlacebo: entry.isPlacebo,
      temperature: command.temperature.flatMap { temperature($0, for: resolved) })
  }

  /// The temperature of a setup, if those of its models that write answers all take one.
  private func temperature(_ wish: Double, for resolved: Workbench.Resolved) -> Double? {
    let day = world.surroundings.now().day
    let deaf = writers(in: resolved.structure).first { name in
      let model = bench.catalogue.resolve(name, on: day) ?? ModelID(name)
      return bench.catalogue.sheet(for: model)?.statedCapabilities?.takesSampling == false
    }
    guard let deaf else { return wish }
    world.console.say(
      "note: \(deaf) takes no temperature, so \(resolved.notation) keeps that of its models.")
    return nil
  }

  private func writers(in notation: SetupNotation, depth: Int = 0) -> [String] {
    switch notation {
    case .model(let name, _):
      guard depth < 20, let setup = configuration.setups[name] else { return [name] }
      return writers(in: setup.notation, depth: depth + 1)
    case .advised(let executor, _), .planned(_, let executor):
      return writers(in: executor, depth: depth)
    case .cascade(let first, let strong):
      return writers(in: first, depth: depth) + writers(in: strong, depth: depth)
    }
  }

  private func names(in notation: SetupNotation, depth: Int = 0) -> [String] {
    notation.names.flatMap { name -> [String] in
      guard depth < 20, let setup = configuration.setups[name] else { return [name] }
      return [name] + names(in: setup.notation, depth: depth + 1)
    }
  }

  /// Whether one call of one model of a provider with batches is all there is to it.
  private func isBatchable(_ resolved: Workbench.Resolved) -> Bool {
    guard case .model(let name, _) = resolved.structure, configuration.setups[name] == nil,
      !resolved.settings.isAdvisorNative
    else { return false }
    return resolved.models.count == 1 && bench.batches(for: resolved.models[0]) != nil
  }

  /// Says what goes through batches and what does not.
  private func checkBatches(_ plan: RunPlan) throws {
    let bare = plan.queries.count { $0.files.isEmpty }
    let others = plan.setups.filter { !$0.isBatch }.map(\.name)
    guard bare > 0, others.count < plan.setups.count else {
      throw CommandFailure(
        Exit.usage,
        "--batch has nothing to do: it takes queries without files, and setups that are one model of a provider with batches (Anthropic, OpenAI, Groq)."
      )
    }
    let live =
      others
      + (bare < plan.queries.count ? ["\(plan.queries.count - bare) queries with files"] : [])
    guard !live.isEmpty, !command.quiet else { return }
    world.console.say(
      "note: Not for batches, so at full price: \(live.joined(separator: ", ")). Mind that when costs are compared."
    )
  }

  private func graders(
    _ queries: [Query], _ judge: Workbench.Resolved?, _ setups: SetupList
  ) throws -> [String] {
    let runner = world.checkRunner(configuration: configuration)
    let names = try queries.map {
      try GraderSet(for: $0, judge: judge?.model, runCommand: runner).name
    }
    let open = queries.count { $0.assertions.isEmpty }
    if open > 0, judge == nil {
      world.console.say(
        "note: \(open) of \(queries.count) queries expect nothing, so only people can say what is right: 'wisely eval review' asks them once the answers are there, and --judge names a model that grades them."
      )
    }
    if let judge { sayWhoseWork(judge, queries, setups) }
    return Set(names).sorted() + (judge.map { ["judge:\($0.notation)"] } ?? [])
  }

  /// Says it where a judge would judge what its own kind has written.
  private func sayWhoseWork(
    _ judge: Workbench.Resolved, _ queries: [Query], _ setups: SetupList
  ) {
    guard
      queries.contains(where: { query in
        query.assertions.isEmpty || query.assertions.contains { $0.kind == .judge }
      })
    else { return }
    func maker(_ model: ModelID) -> String {
      bench.catalogue.sheet(for: model)?.provider ?? model.provider ?? model.rawValue
    }
    let judges = Set(judge.models.map(maker))
    let own = setups.entries.filter { $0.resolved.models.contains { judges.contains(maker($0)) } }
    guard !own.isEmpty else { return }
    world.console.say(
      "note: The judge \(judge.notation) is of the same make as \(own.map(\.resolved.notation).joined(separator: ", ")), and models favour their own kind; take a judge of another maker than all setups."
    )
  }
}
