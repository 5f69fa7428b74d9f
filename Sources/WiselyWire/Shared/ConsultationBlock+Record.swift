// SPDX-License-Identifier: Apache-2.0

import Wisely

// A consultation block as it travels through a client: the executor has to be shown the same turns again,
// and caps are counted from the records. Clients may forge them, so they bound nobody's money: budgets do.
extension ConsultationBlock {
  /// Everything in it.
  var record: JSONValue {
    [
      "answered": .array(
        answered.map { answered in
          [
            "place": JSONValue(answered.place), "id": .string(answered.call.id),
            "name": .string(answered.call.name), "input": answered.call.input,
            "extra": .object(answered.call.extra), "result": .string(answered.result.text),
            "failed": .bool(answered.result.isError),
          ]
        }),
      "consultations": .array(consultations.map(\.record)),
    ]
  }

  /// The block of a record; nil for what is none.
  init?(record: JSONValue) {
    guard let answered = record["answered"]?.array, let held = record["consultations"]?.array else {
      return nil
    }
    self.init(
      answered: answered.compactMap(Answered.init(record:)),
      consultations: held.compactMap(Consultation.init(record:)))
    guard self.answered.count == answered.count, consultations.count == held.count else {
      return nil
    }
  }

  /// What was asked and answered, for a person.
  var words: String {
    let advisors = Dictionary(
      zip(answered.map(\.call.id), consultations.map(\.advisor)), uniquingKeysWith: { $1 })
    return answered.map { answered in
      let advisor = advisors[answered.call.id].map { "Asked \($0)" } ?? "Asked for advice"
      let question = answered.call.input["question"]?.string.map { ": \($0)" } ?? "."
      return "\(advisor)\(question)\n\(answered.result.text)\n"
    }.joined()
  }
}

extension ConsultationBlock.Answered {
  fileprivate init?(record: JSONValue) {
    guard let place = record["place"]?.int, let id = record["id"]?.string,
      let name = record["name"]?.string, let input = record["input"],
      let result = record["result"]?.string
    else { return nil }
    self.init(
      place: place,
      call: ToolUse(id: id, name: name, input: input, extra: record["extra"]?.object ?? [:]),
      result: ToolResult(
        toolUseID: id, text: result, isError: record["failed"]?.bool ?? false))
  }
}

extension Consultation {
  fileprivate var record: JSONValue {
    var object = json.object ?? [:]
    if case .brief(let tokens) = view { object["view"] = JSONValue(tokens) }
    object["seconds"] = nil
    let (seconds, attoseconds) = duration.components
    object["duration"] = [JSONValue(Int(seconds)), JSONValue(Int(attoseconds))]
    return .object(object)
  }

  fileprivate init?(record: JSONValue) {
    guard let id = record["id"]?.string, let advisor = record["advisor"]?.string,
      let trigger = record["trigger"]?.string.flatMap(Trigger.init),
      let outcome = record["outcome"]?.string.flatMap(Outcome.init)
    else { return nil }
    self.init(
      id: id, advisor: ModelID(advisor), trigger: trigger,
      view: record["view"]?.int.map { .brief(tokens: $0) } ?? .transcript,
      question: record["question"]?.string,
      options: record["options"]?.array?.compactMap(\.string) ?? [],
      leaning: record["leaning"]?.string, outcome: outcome,
      verdict: record["verdict"]?.string.flatMap(Verdict.init),
      advice: record["advice"]?.string ?? "", check: record["check"]?.string,
      usage: Usage(record: record["usage"] ?? .null),
      cost: record["cost"]?.string.flatMap { Money(dollars: $0) }.map { .priced($0) } ?? .unpriced,
      duration: Duration(
        secondsComponent: Int64(record["duration"]?[0]?.int ?? 0),
        attosecondsComponent: Int64(record["duration"]?[1]?.int ?? 0)))
  }
}

extension Usage {
  fileprivate init(record: JSONValue) {
    // Sums of a client's figures must not overflow.
    func count(_ key: String) -> Int {
      record[key]?.int.map { min(max($0, 0), 1_000_000_000_000) } ?? 0
    }
    self.init(
      input: count("input"), cacheRead: count("cacheRead"), cacheWrite5m: count("cacheWrite5m"),
      cacheWrite30m: count("cacheWrite30m"), cacheWrite1h: count("cacheWrite1h"),
      cacheWrite12h: count("cacheWrite12h"), output: count("output"), reasoning: count("reasoning"))
    webSearches = count("webSearches")
    isEstimated = record["estimated"]?.bool ?? false
  }
}
