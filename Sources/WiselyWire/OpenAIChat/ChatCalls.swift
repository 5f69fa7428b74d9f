// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The tool calls of an answer in Chat while their pieces come in.
///
/// A piece says which call it belongs to by `index`; servers leave that out, give every call the
/// same one, or tell calls apart by `id` only (gateway trap 43).
struct ChatCalls {
  /// One call.
  struct Call {
    fileprivate var index: Int?
    fileprivate var wireID: String
    /// Its name in the conversation.
    let id: String
    /// The tool's name; empty until it has come.
    fileprivate(set) var name = ""
    fileprivate(set) var arguments = ToolArguments()
    fileprivate(set) var extra: JSONObject = [:]
  }

  /// What a piece changed.
  struct Change {
    /// The call's place among the calls.
    var place: Int
    /// Whether the call is new.
    var isNew: Bool
    /// Whether its tool's name came with this piece.
    var isNamed: Bool
    /// What came of its arguments.
    var arguments: String
  }

  private(set) var calls: [Call] = []
  private var names: CallNames

  init(taken: Set<String>) { names = CallNames(taken: taken) }

  /// Takes one element of `tool_calls`; nil when it belongs to no call.
  mutating func take(_ piece: JSONValue, isWhole: Bool) -> Change? {
    guard let object = piece.object else { return nil }
    let function = piece["function"]
    let id = piece["id"]?.string ?? ""
    let name = function?["name"]?.string ?? ""
    let arguments = Self.arguments(function?["arguments"])
    let known = isWhole ? nil : place(piece["index"]?.int, id, name, arguments)
    let place = known ?? calls.count
    if known == nil {
      guard !name.isEmpty || !id.isEmpty || piece["index"]?.int != nil else { return nil }
      calls.append(Call(index: piece["index"]?.int, wireID: id, id: names.name(id)))
    }
    let isNamed = calls[place].name.isEmpty && !name.isEmpty
    if isNamed { calls[place].name = name }
    if calls[place].wireID.isEmpty { calls[place].wireID = id }
    calls[place].arguments.append(arguments)
    for member in object.without(["index", "id", "type", "function"]).members {
      calls[place].extra[member.key] = member.value
    }
    return Change(
      place: place, isNew: known == nil, isNamed: isNamed, arguments: arguments)
  }

  /// The call that a piece continues, if it continues one.
  private func place(_ index: Int?, _ id: String, _ name: String, _ arguments: String) -> Int? {
    if let index {
      guard let place = calls.lastIndex(where: { $0.index == index }) else { return nil }
      let isOther = !id.isEmpty && !calls[place].wireID.isEmpty && id != calls[place].wireID
      return isOther || beginsAnew(place, name, arguments) ? nil : place
    }
    if !id.isEmpty {
      guard let place = calls.lastIndex(where: { $0.wireID == id }) else { return nil }
      return beginsAnew(place, name, arguments) ? nil : place
    }
    guard let last = calls.indices.last else { return nil }
    guard !name.isEmpty else { return last }
    let isSame = calls[last].name.isEmpty || calls[last].name == name
    return isSame && !beginsAnew(last, name, arguments) ? last : nil
  }

  /// Whether a piece that seems to belong to a call is the beginning of another one: that call is
  /// complete, and a tool is named again with arguments of its own.
  private func beginsAnew(_ place: Int, _ name: String, _ arguments: String) -> Bool {
    !name.isEmpty && arguments.utf8.first { $0 > 0x20 } == UInt8(ascii: "{")
      && calls[place].arguments.isObject
  }

  /// The arguments' text; some servers send the object itself.
  private static func arguments(_ json: JSONValue?) -> String {
    switch json {
    case .string(let text): text
    case .object: json?.text ?? ""
    default: ""
    }
  }
}
