// SPDX-License-Identifier: Apache-2.0

/// The members of a JSON object, in the order they were written.
public struct JSONObject: Hashable, Sendable {
  /// One name and its value.
  public struct Member: Hashable, Sendable {
    /// The name, unescaped.
    public var key: String
    /// The value.
    public var value: JSONValue

    /// A member.
    public init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }

    /// Whether the name has exactly these bytes; JSON knows no canonical equivalence.
    func isNamed(_ name: String) -> Bool { key.utf8.elementsEqual(name.utf8) }
  }

  /// All members, duplicates included, in order.
  public var members: [Member]

  /// An object of these members; nothing is deduplicated.
  public init(_ members: [(String, JSONValue)] = []) {
    self.members = members.map { Member(key: $0.0, value: $0.1) }
  }

  /// The value of the last member of that name; setting nil removes every one of them.
  public subscript(key: String) -> JSONValue? {
    get { members.last { $0.isNamed(key) }?.value }
    set {
      guard let newValue else {
        members.removeAll { $0.isNamed(key) }
        return
      }
      guard let index = members.lastIndex(where: { $0.isNamed(key) }) else {
        members.append(Member(key: key, value: newValue))
        return
      }
      members[index].value = newValue
    }
  }

  /// The names, in order.
  public var keys: [String] { members.map(\.key) }

  /// Whether there are no members.
  public var isEmpty: Bool { members.isEmpty }

  /// The members whose names are not in that list: what a codec did not understand and must keep.
  public func without(_ known: Set<String>) -> JSONObject {
    var rest = self
    rest.members.removeAll { known.contains($0.key) }
    return rest
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object, in the order written.
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
