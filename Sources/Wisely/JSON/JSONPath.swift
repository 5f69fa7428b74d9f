// SPDX-License-Identifier: Apache-2.0

/// The way from the root of a JSON document to one of its values: `["messages", 0, "content"]`.
public struct JSONPath: Hashable, Sendable {
  /// One step.
  public enum Component: Hashable, Sendable {
    /// To the member of that name; the last one, if the name occurs more than once.
    case key(String)
    /// To the element at that position, from 0.
    case index(Int)
  }

  /// The steps; none for the root.
  public var components: [Component]

  /// A path of these steps.
  public init(_ components: [Component] = []) { self.components = components }

  /// The root.
  public static let root = JSONPath()

  /// Whether this is the root.
  public var isRoot: Bool { components.isEmpty }

  /// The path one step shorter; the root's parent is the root.
  public var parent: JSONPath { JSONPath(components.dropLast()) }

  /// The path with one more step.
  public func appending(_ component: Component) -> JSONPath { JSONPath(components + [component]) }
}

extension JSONPath: ExpressibleByArrayLiteral {
  /// A path of these steps.
  public init(arrayLiteral elements: Component...) { self.init(elements) }
}

extension JSONPath.Component: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// A step to a member.
  public init(stringLiteral value: String) { self = .key(value) }
  /// A step to an element.
  public init(integerLiteral value: Int) { self = .index(value) }
}

extension JSONPath: CustomStringConvertible {
  /// The path as people write it: `messages[0].content`; names with odd characters are quoted.
  public var description: String {
    var text = ""
    for component in components {
      switch component {
      case .index(let index): text += "[\(index)]"
      case .key(let key) where key.isPlainName: text += text.isEmpty ? key : ".\(key)"
      case .key(let key): text += "[\(JSONValue(key).text)]"
      }
    }
    return text
  }

  /// The path as the subject of a sentence: `'limit'`, or `the value` for the root.
  package var subject: String { isRoot ? "the value" : "'\(self)'" }
}

extension String {
  fileprivate var isPlainName: Bool {
    !isEmpty
      && unicodeScalars.allSatisfy {
        $0 == "_" || $0 == "-" || $0 == "$" || $0.properties.isAlphabetic
          || $0.properties.numericType != nil
      }
  }
}

extension JSONValue {
  /// The value at that path, if there is one.
  public subscript(path: JSONPath) -> JSONValue? {
    path.components.reduce(self as JSONValue?) { value, component in
      switch component {
      case .key(let key): value?[key]
      case .index(let index): value?[index]
      }
    }
  }

  /// What this is, as the object of a sentence: `a string`, `an integer`, `null`.
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number(let number): number.decimal.isInteger ? "an integer" : "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// How many containers stand inside one another, at most.
  var depth: Int {
    switch self {
    case .array(let elements): 1 + (elements.lazy.map(\.depth).max() ?? 0)
    case .object(let object): 1 + (object.members.lazy.map(\.value.depth).max() ?? 0)
    case .null, .bool, .number, .string: 0
    }
  }
}
