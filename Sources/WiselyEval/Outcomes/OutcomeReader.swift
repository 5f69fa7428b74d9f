// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Reads outcomes from logs of runs and from results that somebody else recorded.
///
/// Files may come in any number and order: the table is the same.
public struct OutcomeReader: Sendable {
  /// How rows are read.
  public struct Settings: Hashable, Sendable {
    /// The field with the score.
    public var score = "score"
    /// The field with the cost; nil for `cost_usd`, and tokens where that is missing.
    public var cost: String?
    /// Whether answers are kept; comparing needs only to tell them apart.
    public var keepsTexts = true
    /// The prices of rows that have tokens.
    public var catalogue = PriceCatalogue.builtIn

    /// The usual way.
    public init() {}
  }

  private struct Key: Hashable {
    var query: String
    var setup: String
    var trial: Int
  }
  private struct Place {
    var file: Int
    var line: Int
  }

  private let settings: Settings
  private let rows: RecordedRow
  private var files: [String] = []
  private var recorded: [Key: (outcome: Outcome, place: Place)] = [:]
  private var attempts: AttemptStore
  private var facts = RunFacts()
  private var remarks: [String] = []
  private var repricing: Repricing
  /// The logs of what people chose.
  private var choices: [[UInt8]] = []
  private var hasCostField = false
  private var hasRows = false

  /// A reader of nothing yet.
  public init(_ settings: Settings = Settings()) {
    self.settings = settings
    attempts = AttemptStore(keepsTexts: settings.keepsTexts)
    repricing = Repricing(settings.catalogue)
    rows = RecordedRow(
      score: settings.score, cost: settings.cost.map { CostField($0) },
      prices: TokenPrice(catalogue: settings.catalogue))
  }

  /// Reads a file, or the plan and the logs in the folder of a run.
  ///
  /// - Throws: `EvalError` naming file, line and mend.
  public mutating func read(path: String) throws(EvalError) {
    guard let names = try LineSplitter.names(inFolder: path) else { return try read(file: path) }
    let folder = path.hasSuffix("/") ? path : path + "/"
    let logs = names.filter { $0.hasPrefix("attempts") && $0.hasSuffix(".jsonl") }
    guard !logs.isEmpty else {
      throw EvalError(
        .input, "\(path) has no attempts.jsonl; name the folder of a run, or a file of results.")
    }
    if names.contains("plan.json") {
      let file = folder + "plan.json"
      let json: JSONValue
      do {
        json = try JSONValue(parsing: try LineSplitter.bytes(ofFile: file))
      } catch let error as EvalError {
        throw error
      } catch {
        throw EvalError(.input, "\(file) is no JSON: \(error).")
      }
      know(RunFacts(plan: json))
    }
    let preferences = PreferenceLog.path(in: path)
    if PreferenceLog.exists(preferences) { choices.append(try ReadableFile.read(preferences)) }
    for log in logs { try read(file: folder + log) }
  }

  /// Reads the lines of a file.
  ///
  /// - Throws: `EvalError` naming file, line and mend.
  public mutating func read(file path: String) throws(EvalError) {
    files.append(path)
    if RecordedTable.isNamed(path) {
      return try read(csv: try LineSplitter.bytes(ofFile: path), name: path)
    }
    var cut: Int?
    try LineSplitter.lines(ofFile: path) { line throws(EvalError) in
      try take(line, of: path, cut: &cut)
    }
    note(cut, path)
  }

  /// Reads lines from memory.
  ///
  /// - Throws: `EvalError` naming file, line and mend.
  public mutating func read(_ bytes: [UInt8], name: String) throws(EvalError) {
    files.append(name)
    if RecordedTable.isNamed(name) { return try read(csv: bytes, name: name) }
    var cut: Int?
    try LineSplitter.lines(of: bytes) { line throws(EvalError) in
      try take(line, of: name, cut: &cut)
    }
    note(cut, name)
  }

  /// Takes over what a plan says, beside what others said before.
  public mutating func know(_ facts: RunFacts) {
    self.facts.merge(facts)
  }

  /// Everything that was read.
  ///
  /// - Throws: `EvalError` when there is nothing to compare.
  public func table() throws(EvalError) -> OutcomeTable {
    guard !recorded.isEmpty || !attempts.isEmpty else {
      throw EvalError(.input, "\(files.joined(separator: ", ")): there are no outcomes in it.")
    }
    if let cost = settings.cost, hasRows, !hasCostField {
      throw EvalError(
        .name, "No row has the field '\(cost)'; name the one that has the cost with --cost.")
    }
    var remarks = self.remarks + repricing.remarks
    var outcomes: [Outcome] = []
    outcomes.reserveCapacity(recorded.count + attempts.count)
    for row in recorded.values { outcomes.append(row.outcome) }
    var (twice, spent, judging, plans) = (0, Money.zero, Money.zero, Set<String>())
    attempts.forEach { attempt in
      outcomes.append(attempt.outcome)
      if attempt.results > 1 { twice += 1 }
      spent += attempt.spent
      judging += attempt.judge
      plans.insert(attempt.plan)
    }
    if twice > 0 {
      remarks.append(
        twice == 1
          ? "1 attempt was made twice; its last result counts."
          : "\(twice) attempts were made more than once; the last result of each counts.")
    }
    if plans.count > 1 {
      remarks.append(
        "The attempts belong to \(plans.count) different plans; only setups of the same plan were asked side by side."
      )
    }
    var table = try OutcomeTable(consume outcomes, facts: facts, remarks: remarks.sorted())
    table.preferences = Preferences(parsing: choices)
    table.spent = attempts.isEmpty ? nil : spent
    table.judging = attempts.isEmpty ? nil : judging
    return table
  }

  // MARK: - Lines

  private mutating func take(
    _ line: LineSplitter.Line, of file: String, cut: inout Int?
  ) throws(EvalError) {
    guard !line.isBlank else { return }
    let value: JSONValue
    do {
      value = try JSONValue(parsing: line.bytes)
    } catch {
      if line.number == 1, let packing = Packing.name(of: line.bytes) {
        throw EvalError(.input, "\(file) is packed (\(packing)); unpack it first.")
      }
      if let rest = AttemptSalvage.rest(of: line.bytes) {
        // A killed run left half a line, and somebody went on behind it.
        cut = line.number
        guard !rest.isEmpty else { return }
        let whole = LineSplitter.Line(
          bytes: rest, number: line.number, isTerminated: line.isTerminated)
        return try take(whole, of: file, cut: &cut)
      }
      guard line.isTerminated || line.number == 1 else {
        cut = line.number
        return
      }
      throw fault(RowFault("this is no JSON (\(error.reason))"), file, line.number)
    }
    guard case .object(let object) = value else {
      throw fault(RowFault("a row is one JSON object; write one on each line"), file, line.number)
    }
    try take(object, of: file, line: line.number)
  }

  private mutating func take(
    _ object: JSONObject, of file: String, line: Int
  ) throws(EvalError) {
    do throws(RowFault) {
      guard AttemptLine.isOne(object) else {
        return try record(object, line: line)
      }
      attempts.add(try AttemptLine(object))
      repricing.add(object)
    } catch {
      throw fault(error, file, line)
    }
  }

  private mutating func record(_ row: JSONObject, line: Int) throws(RowFault) {
    hasRows = true
    var outcome = try rows.outcome(row)
    if let cost = settings.cost, !hasCostField, row[cost] != nil { hasCostField = true }
    if let text = ["query", "question", "prompt", "input"].lazy.compactMap({ row[$0]?.string })
      .first
    {
      let print = Fingerprint.of(text)
      // Rows that disagree about the text must not depend on their order.
      facts.texts[outcome.query] = min(facts.texts[outcome.query] ?? print, print)
    }
    if !settings.keepsTexts { outcome = outcome.shortened }
    let key = Key(query: outcome.query, setup: outcome.setup, trial: outcome.trial)
    if let earlier = recorded[key] {
      let file = files[earlier.place.file]
      throw RowFault(
        "query '\(key.query)', setup '\(key.setup)', trial \(key.trial) is already in \(file), line \(earlier.place.line); number the tries of a query with 'trial'"
      )
    }
    recorded[key] = (outcome, Place(file: files.count - 1, line: line))
  }

  private mutating func note(_ cut: Int?, _ file: String) {
    guard let cut else { return }
    remarks.append("\(file), line \(cut) was cut off when its writer ended, and does not count.")
  }

  private func fault(_ fault: RowFault, _ file: String, _ line: Int) -> EvalError {
    EvalError(.input, "\(file), line \(line): \(fault.message).")
  }

  // MARK: - Tables

  private mutating func read(csv bytes: [UInt8], name: String) throws(EvalError) {
    if let packing = Packing.name(of: bytes) {
      throw EvalError(.input, "\(name) is packed (\(packing)); unpack it first.")
    }
    let reader = CSVReader(bytes)
    if let problem = reader.problems.first {
      throw EvalError(.input, "\(name), line \(problem.line): \(problem.message)")
    }
    guard let header = reader.records.first else { return }
    for record in reader.records.dropFirst() {
      do throws(RowFault) {
        try self.record(
          try RecordedTable.row(header.fields, record.fields), line: record.line)
      } catch {
        throw fault(error, name, record.line)
      }
    }
  }
}
