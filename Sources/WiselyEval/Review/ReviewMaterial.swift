// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely

/// What a run left that people can look at: the questions, and who answered what.
package struct ReviewMaterial: Sendable {
  /// An answer, and what must not be shown with it.
  struct Answer: Sendable {
    var text: String
    /// What was recorded of it, as it could stand in the answer itself: money, time, tokens.
    var facts: [String]
    fileprivate var line: AttemptLine
  }

  struct Place: Hashable {
    var query: String
    var setup: String
    var trial: Int
  }

  /// The hash of the plan.
  package let plan: String
  /// What the order is shuffled by unless somebody says otherwise.
  package let seed: UInt64
  /// The baseline, if the plan names one.
  package let baseline: String?
  /// The setups that have answers, by name.
  package private(set) var setups: [String] = []
  /// The models in the setups, as far as the plan says.
  let models: [String]
  let queries: [ReviewQuery]
  private var answers: [Place: Answer] = [:]
  private var trials: [String: [String: [Int]]] = [:]

  /// Reads the plan and the attempts of a run's folder.
  ///
  /// - Throws: `EvalError` naming file, line and mend.
  package init(folder: String) throws(EvalError) {
    let path = folder + "/plan.json"
    guard access(path, R_OK) == 0 else {
      throw EvalError(
        .input, "\(path) cannot be read; name the folder of a run of 'wisely eval run'.")
    }
    guard let json = try? JSONValue(parsing: try ReadableFile.read(path)),
      let queries = json["queries"]?.array
    else { throw EvalError(.plan, "\(path) is no plan; name another folder.") }
    plan = json["hash"]?.string ?? ""
    seed = json["seed"]?.string.flatMap { UInt64($0) } ?? 1
    baseline = json["baseline"]?.string
    let setups = json["setups"]?.array ?? []
    models = setups.flatMap { setup in
      (setup["models"]?.array ?? []).compactMap(\.string)
        + [setup["name"], setup["notation"]].compactMap { $0?.string }
    }
    self.queries = queries.compactMap { ReviewQuery($0) }
    for name in try LineSplitter.names(inFolder: folder) ?? []
    where name.hasPrefix("attempts") && name.hasSuffix(".jsonl") {
      try read("\(folder)/\(name)")
    }
    guard !answers.isEmpty else {
      throw EvalError(
        .input, "\(folder): there are no answers in it yet; run the evaluation first.")
    }
    for place in answers.keys {
      trials[place.query, default: [:]][place.setup, default: []].append(place.trial)
    }
    self.setups = Set(answers.keys.map(\.setup)).sorted()
  }

  /// The baseline that the plan of a folder names, if there is one.
  package static func baseline(in folder: String) -> String? {
    // A summary is worth having without a plan too; then the names alone decide the order.
    guard let bytes = try? ReadableFile.read(folder + "/plan.json") else { return nil }
    return (try? JSONValue(parsing: bytes))?["baseline"]?.string
  }

  private mutating func read(_ path: String) throws(EvalError) {
    try LineSplitter.lines(ofFile: path) { line throws(EvalError) in
      guard !line.isBlank else { return }
      do throws(RowFault) {
        guard let json = try? JSONValue(parsing: line.bytes), case .object(let row) = json else {
          // The last line of a killed run can be cut; its attempt counts as not made.
          guard line.isTerminated else { return }
          throw RowFault("this is no attempt; take the line out")
        }
        take(try AttemptLine(row))
      } catch {
        throw EvalError(.input, "\(path), line \(line.number): \(error.message).")
      }
    }
  }

  /// The last line of an attempt counts whose ending is no failure of the infrastructure.
  private mutating func take(_ line: AttemptLine) {
    guard line.plan == plan, line.outcome.ending != .infrastructureFailure else { return }
    let place = Place(
      query: line.outcome.query, setup: line.outcome.setup, trial: line.outcome.trial)
    // What any line says of it must not be shown: a new grade has a line without the cost.
    let facts = (answers[place]?.facts ?? []) + Self.facts(line)
    if let other = answers[place]?.line, !line.isLater(than: other) {
      answers[place]?.facts = facts
    } else {
      answers[place] = Answer(text: line.outcome.answer ?? "", facts: facts, line: line)
    }
  }

  private static func facts(_ line: AttemptLine) -> [String] {
    var facts: [String] = []
    if let cost = line.cost, cost > .zero {
      let dollars = cost.dollars
      facts += ["$\(dollars)", "$ \(dollars)", "\(dollars) USD", "\(dollars) dollars"]
      facts.append("US$\(dollars)")
    }
    if let tokens = line.outcome.outputTokens, tokens > 0 {
      facts += ["\(tokens) output tokens", "\(tokens) tokens"]
    }
    if case .number(let seconds) = line.outcome.fields["seconds"] {
      facts += [" seconds", " s", "s", " sec", " secs"].map { seconds.lexeme + $0 }
    }
    return facts
  }

  func answer(_ query: String, _ side: PreferenceLine.Side) -> Answer? {
    answers[Place(query: query, setup: side.setup, trial: side.trial)]
  }

  /// The trials of a query for which a setup has an answer, ascending.
  func trials(of query: String, by setup: String) -> [Int] {
    (trials[query]?[setup] ?? []).sorted()
  }
}

/// What the model was asked, as a reviewer sees it.
struct ReviewQuery: Hashable, Sendable {
  var id: String
  var system: String?
  var history: [(speaker: String, text: String)]
  var prompt: String
  var files: [String]

  init?(_ json: JSONValue) {
    guard let id = json["id"]?.string, let prompt = json["prompt"]?.string else { return nil }
    self.id = id
    self.prompt = prompt
    system = json["system"]?.string
    history = (json["history"]?.array ?? []).map {
      ($0["role"]?.string ?? "user", $0["content"]?.string ?? "")
    }
    files = json["files"]?.array?.compactMap(\.string) ?? []
  }

  /// Everything the reviewer reads of it.
  var words: String {
    ([system ?? "", prompt] + history.map(\.text) + files).joined(separator: "\n")
  }

  static func == (left: ReviewQuery, right: ReviewQuery) -> Bool { left.id == right.id }
  func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
