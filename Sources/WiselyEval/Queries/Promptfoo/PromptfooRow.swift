// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Reads a row of promptfoo's tables: columns are variables, those with two underscores are not.
struct PromptfooRow {
  private(set) var test: PromptfooTest
  var notes: ReadingNotes
  private var thresholds: [Int: Double] = [:]

  init(_ record: LocatedValue, notes: ReadingNotes) {
    test = PromptfooTest(line: record.line)
    self.notes = notes
    for member in record.members ?? [] {
      read(member.key, member.value.string ?? "", line: member.value.line)
    }
    for (index, threshold) in thresholds.sorted(by: { $0.key < $1.key }) {
      apply(threshold, to: index)
    }
  }

  private mutating func read(_ column: String, _ value: String, line: Int) {
    let trimmed = value.trimmingSpace()
    switch column {
    case "__description": test.description = trimmed.isEmpty ? nil : trimmed
    case "__prefix": test.prefix = value
    case "__suffix": test.suffix = value
    case "__metric": break
    case "__threshold":
      guard !trimmed.isEmpty else { return }
      test.threshold = Double(trimmed)
      if test.threshold == nil { notes.problem(line, "'__threshold' must be a number.") }
    case "__metadata":
      notes.warnOnce(1, "The column '__metadata' has no key, such as '__metadata:topic'; ignored.")
    case "id" where !trimmed.isEmpty:
      test.id = trimmed
      test.variables[column] = .string(value)
    default:
      if column.hasPrefix("__expected") {
        if !trimmed.isEmpty {
          test.assertions.append(ShortAssertion.expanded(trimmed, line: line))
        }
      } else if column.hasPrefix("__metadata:") {
        readMetadata(String(column.dropFirst("__metadata:".count)), trimmed)
      } else if column.hasPrefix("__config:") {
        readConfig(column, trimmed, line: line)
      } else if column.hasPrefix("__") {
        notes.warnOnce(1, "The column '\(column)' means nothing to promptfoo's tables; ignored.")
      } else {
        warnOfUnderscore(column)
        test.variables[column] = .string(value)
      }
    }
  }

  private mutating func warnOfUnderscore(_ column: String) {
    let reserved = ["_expected", "_prefix", "_suffix", "_description", "_metric", "_threshold"]
    guard reserved.contains(where: { column.hasPrefix($0) }) else { return }
    notes.warnOnce(1, "The column '\(column)' is a variable; did you mean '_\(column)'?")
  }

  private mutating func readMetadata(_ key: String, _ value: String) {
    guard !value.isEmpty else { return }
    guard key.hasSuffix("[]") else {
      test.metadata[key] = .string(value)
      return
    }
    var parts = [""]
    var isEscaped = false
    for character in value {
      if character == ",", !isEscaped {
        parts.append("")
      } else {
        if character == ",", isEscaped { parts[parts.count - 1].removeLast() }
        parts[parts.count - 1].append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    test.metadata[String(key.dropLast(2))] = .array(parts.map { .string($0.trimmingSpace()) })
  }

  /// `__config:__expected2:threshold`, or with brackets round the number.
  private mutating func readConfig(_ column: String, _ value: String, line: Int) {
    guard !value.isEmpty else { return }
    let parts = column.split(separator: ":", omittingEmptySubsequences: false)
    let wanted = "'__config:__expected2:threshold'"
    guard parts.count == 3, parts[1].hasPrefix("__expected") else {
      notes.problem(1, "The column '\(column)' is not of the form \(wanted).")
      return
    }
    let number = parts[1].dropFirst("__expected".count).filter { !"[]".contains($0) }
    guard let index = number.isEmpty ? 1 : Int(number), index > 0 else {
      notes.problem(1, "The column '\(column)' is not of the form \(wanted).")
      return
    }
    guard parts[2] == "threshold" else {
      notes.problem(1, "The column '\(column)' sets '\(parts[2])'; only 'threshold' can be set.")
      return
    }
    guard let threshold = Double(value) else {
      notes.problem(line, "'\(column)' must be a number, not '\(value)'.")
      return
    }
    thresholds[index - 1] = threshold
  }

  private mutating func apply(_ threshold: Double, to index: Int) {
    guard test.assertions.indices.contains(index),
      case .object(var members) = test.assertions[index].content
    else {
      notes.problem(
        test.line, "A threshold is given for assertion \(index + 1), which is not there.")
      return
    }
    let value = JSONNumber(exactly: threshold).map { JSONValue.number($0) } ?? .null
    members.removeAll { $0.key == "threshold" }
    members.append(
      LocatedValue.Member(key: "threshold", value: LocatedValue(value, line: test.line)))
    test.assertions[index].content = .object(members)
  }
}
