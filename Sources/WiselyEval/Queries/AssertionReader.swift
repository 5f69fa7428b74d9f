// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Reads assertions: objects with a `type` and a `value`, or promptfoo's short form `type:value`.
struct AssertionReader {
  var notes: ReadingNotes

  init(notes: ReadingNotes) { self.notes = notes }

  /// Reads a list of assertions, or a single one.
  mutating func read(_ list: LocatedValue) -> [Assertion] {
    (list.array ?? [list]).flatMap { readOne($0) }
  }

  private mutating func readOne(_ entry: LocatedValue) -> [Assertion] {
    let entry = entry.string.map { ShortAssertion.expanded($0, line: entry.line) } ?? entry
    guard entry.members != nil else {
      notes.problem(entry.line, "An assertion must be an object, not \(entry.kind).")
      return []
    }
    guard let type = entry["type"]?.string else {
      notes.problem(entry.line, "The assertion has no 'type', such as equals.")
      return []
    }
    if type == "assert-set" { return readSet(entry) }
    checkOptions(of: entry, type)
    let threshold = number("threshold", of: entry)
    let weight = number("weight", of: entry) ?? 1
    guard weight >= 0 else {
      notes.problem(entry.line, "The weight of '\(type)' must not be below 0.")
      return []
    }
    let assertion = make(
      type, entry["value"] ?? LocatedValue(.null, line: entry.line), threshold: threshold,
      weight: weight, line: entry.line)
    return assertion.map { [$0] } ?? []
  }

  /// A set without a threshold of its own asks for all of its members, which is what lists do
  /// anyway.
  private mutating func readSet(_ entry: LocatedValue) -> [Assertion] {
    guard entry["threshold"] == nil, entry["weight"] == nil else {
      notes.problem(
        entry.line,
        "An 'assert-set' with a threshold or weight is not supported; use the test's 'threshold'.")
      return []
    }
    guard let list = entry["assert"] else {
      notes.problem(entry.line, "The 'assert-set' has no 'assert'.")
      return []
    }
    return read(list)
  }

  private mutating func checkOptions(of entry: LocatedValue, _ type: String) {
    for member in entry.members ?? [] where !member.value.isNull {
      switch member.key {
      case "type", "value", "threshold", "weight", "metric", "description": continue
      case "provider":
        notes.warnOnce(
          member.value.line, "'provider' of assertions is not used; the judge is chosen at the run."
        )
      case "transform", "contextTransform", "rubricPrompt", "config":
        notes.problem(
          member.value.line,
          "'\(member.key)' of the assertion '\(type)' is not supported; leave it out.")
      default:
        notes.warnOnce(member.value.line, "'\(member.key)' of assertions means nothing here.")
      }
    }
  }

  private mutating func number(_ key: String, of entry: LocatedValue) -> Double? {
    guard let value = entry[key] else { return nil }
    guard let number = value.json.double else {
      notes.problem(value.line, "'\(key)' must be a number, not \(value.kind).")
      return nil
    }
    return number
  }

  // MARK: - Making

  private mutating func make(
    _ type: String, _ value: LocatedValue, threshold: Double? = nil, weight: Double = 1, line: Int
  ) -> Assertion? {
    let isNegated = type.hasPrefix("not-")
    let name = isNegated ? String(type.dropFirst(4)) : type
    guard let kind = AssertionNames.kinds[name] else {
      if let mend = AssertionNames.refusal(of: name) {
        notes.problem(line, "The assertion '\(type)' is not supported: \(mend).")
      } else {
        let hint = NearestName.find(name, among: AssertionNames.kinds.keys.sorted())
        notes.problem(
          line,
          "There is no assertion '\(type)'" + (hint.map { "; did you mean '\($0)'?" } ?? "."))
      }
      return nil
    }
    let assertion = Assertion(
      kind, content(of: value.json, kind, name), isNegated: isNegated, threshold: threshold,
      weight: weight, line: line)
    do {
      try AssertionGrader.validate(assertion)
      return assertion
    } catch {
      notes.problem(line, error.message)
      return nil
    }
  }

  /// The value in the one shape each kind has.
  private func content(
    of value: JSONValue, _ kind: Assertion.Kind, _ name: String
  ) -> JSONValue {
    if AssertionNames.references.contains(name) { return ["reference": value] }
    switch kind {
    case .judge where AssertionNames.judges.contains(name):
      if let lines = value.array {
        return .string(lines.map { $0.string ?? $0.text }.joined(separator: "\n"))
      }
      return value.object == nil ? value : .string(value.text)
    case .containsAny, .containsAll, .containsAnyIgnoringCase, .containsAllIgnoringCase:
      return value.string.map { .array(ShortAssertion.list($0).map { .string($0) }) } ?? value
    case .json, .containsJSON, .jsonSchema, .jsonSubset:
      guard let text = value.string else { return value }
      if text.isEmpty { return .null }
      return (try? YAMLReader.read(Array(text.utf8)).json) ?? value
    default: return value
    }
  }
}
