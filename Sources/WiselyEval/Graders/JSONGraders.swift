// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Right when the answer is, or has in it, JSON that is as demanded.
public struct JSONGrader: Grader {
  /// Where the JSON has to stand.
  public enum Place: String, Hashable, Sendable {
    /// The whole answer is JSON and nothing else.
    case whole = "is-json"
    /// Anywhere: the whole answer, its last fenced block, or an object or list in the text.
    case anywhere = "contains-json"
    /// The whole answer or its last fenced block, as cascades' `schema` check has it.
    case wholeOrFenced = "json"
  }

  private enum Demand: Sendable {
    case anything
    case schema(JSONSchema)
    case subset(JSONValue)
  }

  /// The grader's name.
  public var name: String {
    switch demand {
    case .anything, .schema: place == .wholeOrFenced ? "json-schema@1" : "\(place.rawValue)@1"
    case .subset: "json-subset@1"
    }
  }
  private let place: Place
  private let demand: Demand

  /// A grader that a schema satisfies; null for any JSON.
  ///
  /// - Throws: `EvalError` when the schema cannot be used.
  public init(_ place: Place, schema: JSONValue) throws(EvalError) {
    self.place = place
    guard !schema.isNull else {
      demand = .anything
      return
    }
    guard schema.object != nil || schema.bool != nil else {
      throw EvalError(
        .input, "'\(place.rawValue)' must be given a JSON Schema, not \(schema.text).")
    }
    do {
      demand = .schema(try JSONSchema(schema))
    } catch {
      throw EvalError(.input, "The JSON Schema cannot be used: \(error).")
    }
  }

  /// A grader that JSON satisfies which has all of this in it.
  public init(subset: JSONValue) {
    place = .wholeOrFenced
    demand = .subset(subset)
  }

  /// Finds the JSON and compares.
  public func grade(_ answer: String, to query: Query) async throws -> Grade {
    guard let value = value(in: answer) else {
      return Grade(false, "The answer \(place == .anywhere ? "has no JSON in it" : "is not JSON").")
    }
    switch demand {
    case .anything:
      return Grade(true, "The answer \(place == .anywhere ? "has" : "is") JSON.")
    case .schema(let schema):
      guard let first = schema.violations(of: value).first else {
        return Grade(true, "The schema accepts the answer.")
      }
      return Grade(false, "The schema does not accept the answer: \(first).")
    case .subset(let expected):
      guard let path = expected.pathMissing(in: value, at: .root) else {
        return Grade(true, "The answer has everything that is expected.")
      }
      return Grade(false, "The answer differs from what is expected at \(path.subject).")
    }
  }

  private func value(in answer: String) -> JSONValue? {
    switch place {
    case .whole: return try? JSONValue(parsing: answer.trimmingSpace())
    case .wholeOrFenced: return SchemaCheck.json(in: answer)
    case .anywhere:
      if let value = SchemaCheck.json(in: answer) { return value }
      return EmbeddedJSON.first(in: answer)
    }
  }
}

extension JSONValue {
  /// Where a value lacks something of this one, or has something else there; nil when it has it
  /// all.
  ///
  /// Objects may have more members; lists have to have as many elements, in the same order.
  func pathMissing(in other: JSONValue, at path: JSONPath) -> JSONPath? {
    switch (self, other) {
    case (.object(let wanted), .object(let given)):
      for member in wanted.members {
        let place = path.appending(.key(member.key))
        guard let value = given[member.key] else { return place }
        if let missing = member.value.pathMissing(in: value, at: place) { return missing }
      }
      return nil
    case (.array(let wanted), .array(let given)):
      guard wanted.count == given.count else { return path }
      for (index, pair) in zip(wanted, given).enumerated() {
        let place = path.appending(.index(index))
        if let missing = pair.0.pathMissing(in: pair.1, at: place) { return missing }
      }
      return nil
    default: return comparisonForm == other.comparisonForm ? nil : path
    }
  }
}

/// Finds an object or a list in prose.
enum EmbeddedJSON {
  /// The first that is JSON; tried at most 100 times, since a text may have many brackets.
  static func first(in text: String) -> JSONValue? {
    let bytes = Array(text.utf8)
    var start = 0
    for _ in 0..<100 {
      guard
        let open = bytes[start...].firstIndex(where: {
          $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[")
        })
      else { return nil }
      if let end = end(of: bytes, from: open),
        let value = try? JSONValue(parsing: Array(bytes[open...end]))
      {
        return value
      }
      start = open + 1
    }
    return nil
  }

  /// The bracket that closes the one there, strings considered.
  private static func end(of bytes: [UInt8], from open: Int) -> Int? {
    var depth = 0
    var isInString = false
    var isEscaped = false
    for index in open..<bytes.count {
      let byte = bytes[index]
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return index }
      default: continue
      }
    }
    return nil
  }
}
