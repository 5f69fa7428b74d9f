// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A value of a file that knows the lines it came from, whatever the file's syntax.
struct LocatedValue: Hashable, Sendable {
  /// What it is.
  enum Content: Hashable, Sendable {
    case scalar(JSONValue)
    case array([LocatedValue])
    case object([Member])
  }

  /// One name and its value.
  struct Member: Hashable, Sendable {
    var key: String
    var value: LocatedValue
  }

  /// The line on which it begins, from 1.
  var line: Int
  var content: Content

  init(_ content: Content, line: Int) {
    self.content = content
    self.line = line
  }

  /// A value that stands on one line.
  init(_ value: JSONValue, line: Int) {
    self.line = line
    switch value {
    case .array(let elements): content = .array(elements.map { LocatedValue($0, line: line) })
    case .object(let object):
      content = .object(
        object.distinctMembers.map {
          Member(key: $0.key, value: LocatedValue($0.value, line: line))
        })
    default: content = .scalar(value)
    }
  }

  /// The value of a document, every part with its own line.
  init(_ document: JSON5Document) {
    self.init(document.value, at: .root, in: document)
  }

  private init(_ value: JSONValue, at path: JSONPath, in document: JSON5Document) {
    line = document.place(ofValueAt: path)?.line ?? 1
    switch value {
    case .array(let elements):
      content = .array(
        elements.enumerated().map { index, element in
          LocatedValue(element, at: path.appending(.index(index)), in: document)
        })
    case .object(let object):
      content = .object(
        object.members.map { member in
          Member(
            key: member.key,
            value: LocatedValue(member.value, at: path.appending(.key(member.key)), in: document))
        })
    default: content = .scalar(value)
    }
  }

  /// The value without its lines.
  var json: JSONValue {
    switch content {
    case .scalar(let value): value
    case .array(let elements): .array(elements.map(\.json))
    case .object(let members): .object(JSONObject(members.map { ($0.key, $0.value.json) }))
    }
  }

  /// The elements, if this is an array.
  var array: [LocatedValue]? {
    guard case .array(let elements) = content else { return nil }
    return elements
  }

  /// The members, if this is an object.
  var members: [Member]? {
    guard case .object(let members) = content else { return nil }
    return members
  }

  /// The string, if this is one.
  var string: String? {
    guard case .scalar(.string(let text)) = content else { return nil }
    return text
  }

  /// The text a person would read: a string as it is, numbers and truth values as they are spelled.
  var text: String? {
    switch content {
    case .scalar(.string(let text)): text
    case .scalar(.number(let number)): number.lexeme
    case .scalar(.bool(let value)): value ? "true" : "false"
    default: nil
    }
  }

  var isNull: Bool { content == .scalar(.null) }

  /// What it is, in a word or two.
  var kind: String {
    switch content {
    case .array: "a list"
    case .object: "an object"
    case .scalar(.string): "a text"
    case .scalar(.number): "a number"
    case .scalar(.bool): "true or false"
    case .scalar: "null"
    }
  }

  /// The member of that name, unless it is missing or null.
  subscript(key: String) -> LocatedValue? {
    guard let value = members?.last(where: { $0.key == key })?.value, !value.isNull else {
      return nil
    }
    return value
  }
}
