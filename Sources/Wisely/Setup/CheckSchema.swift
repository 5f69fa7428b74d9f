// SPDX-License-Identifier: Apache-2.0

/// Passes when the answer is JSON that a schema accepts.
///
/// The whole answer is read as JSON, or else the last fenced block in it.
public struct SchemaCheck: Check {
  /// The check's name.
  public var name: String { "schema" }
  /// The schema.
  public let schema: JSONSchema

  /// A check.
  ///
  /// - Throws: `SetupError` when the schema is none.
  public init(_ schema: JSONValue) throws(SetupError) {
    do { self.schema = try JSONSchema(schema) } catch {
      throw SetupError("The check's schema cannot be used: \(error)")
    }
  }

  /// Reads the answer and holds it against the schema.
  public func verdict(on draft: Draft, emitting sink: EventSink) async throws -> CheckVerdict {
    guard let value = Self.json(in: draft.answer) else {
      return result(false, "The answer is not JSON.")
    }
    let violations = schema.violations(of: value)
    guard let first = violations.first else {
      return result(true, "The schema accepts the answer.")
    }
    let more = violations.count > 1 ? " (and \(violations.count - 1) more)" : ""
    return result(false, "The schema does not accept the answer: \(first)\(more).")
  }

  /// The JSON an answer consists of, or has in its last fenced block.
  package static func json(in answer: String) -> JSONValue? {
    if let whole = try? JSONValue(parsing: Array(answer.trimmingSpace().utf8)) { return whole }
    var block: [Substring] = []
    var last: [Substring]?
    var isFenced = false
    for line in answer.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line.trimmingSpace().hasPrefix("```") {
        if isFenced { last = block }
        block = []
        isFenced.toggle()
      } else if isFenced {
        block.append(line)
      }
    }
    guard let last else { return nil }
    return try? JSONValue(parsing: Array(last.joined(separator: "\n").utf8))
  }
}
