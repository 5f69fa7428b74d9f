// SPDX-License-Identifier: Apache-2.0

/// Checks values against a JSON Schema (a subset of draft 2020-12).
///
/// A keyword that is not supported is an error when the schema is read, never silently ignored;
/// annotations (`title`, `default`, `format`, …) and names that start with `x-` are let through.
/// References lead to places in the same schema: `#/$defs/name`. Numbers compare by value, so 1
/// equals 1.0; strings by code point. Patterns use Swift's regular expressions, unanchored, with
/// ASCII digits and word characters as in ECMAScript; take schemas only from whom you trust, because
/// a pattern can be made to run for very long.
public struct JSONSchema: Hashable, Sendable {
  /// One thing about a value that the schema does not allow.
  public struct Violation: Hashable, Sendable, CustomStringConvertible {
    /// Where in the value.
    public var path: JSONPath
    /// What is demanded there, as a clause ("must be an integer, not a string").
    public var reason: String

    /// A violation.
    public init(path: JSONPath, reason: String) {
      self.path = path
      self.reason = reason
    }

    /// Place and demand in one sentence: `'limit' must be an integer, not a string`.
    public var description: String { "\(path.subject) \(reason)" }
  }

  /// The schema as it was given.
  public let value: JSONValue
  let nodes: [JSONSchemaNode]

  /// Reads a schema.
  ///
  /// - Throws: `JSONSchemaError` naming the keyword and its path in the schema.
  public init(_ value: JSONValue) throws(JSONSchemaError) {
    self.value = value
    nodes = try JSONSchemaCompiler.compile(value)
  }

  /// Everything about the value that the schema does not allow, in a fixed order.
  public func violations(of value: JSONValue) -> [Violation] {
    var check = JSONSchemaCheck(nodes: nodes)
    return check.violations(of: value, at: .root, node: 0)
  }

  /// Whether the schema allows the value.
  public func accepts(_ value: JSONValue) -> Bool { violations(of: value).isEmpty }

  /// Two schemas are equal when they are written alike.
  public static func == (left: JSONSchema, right: JSONSchema) -> Bool { left.value == right.value }

  /// Feeds the schema as it was given.
  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

/// Why a JSON value is not a schema that can be checked.
public struct JSONSchemaError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where in the schema, the keyword included.
  public var path: JSONPath
  /// What is wrong, as a clause ("is not a supported keyword").
  public var reason: String

  /// An error at a place.
  public init(path: JSONPath, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// Place and reason in one sentence.
  public var description: String {
    path.isRoot ? "the schema \(reason)" : "the schema's \(path.subject) \(reason)"
  }
}
