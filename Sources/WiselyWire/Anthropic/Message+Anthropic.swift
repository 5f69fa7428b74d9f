// SPDX-License-Identifier: Apache-2.0

package import Wisely

extension Message {
  /// A message of the Messages API, or nil when it is none.
  package init?(anthropic json: JSONValue, signer: ModelID) {
    guard let object = json.object, let speaker = object["role"]?.string.flatMap(Speaker.init)
    else { return nil }
    let blocks: [Block]
    switch object["content"] {
    case .string(let text): blocks = [.text(text)]
    case .array(let content): blocks = content.map { Block(anthropic: $0, signer: signer) }
    default: return nil
    }
    self.init(speaker, blocks, extra: object.without(["role", "content"]))
  }

  /// The message as the Messages API takes it, or nil when nothing of it can be sent.
  package var anthropic: JSONValue? {
    // The results of a turn come first in the message that follows it, or the request is a 400.
    let results = blocks.filter(\.isToolResult)
    let ordered = results.isEmpty ? blocks : results + blocks.filter { !$0.isToolResult }
    let content = ordered.compactMap(\.anthropic)
    guard !content.isEmpty else { return nil }
    var object: JSONObject = ["role": .string(speaker.rawValue), "content": .array(content)]
    object.members += extra.unmarked.members
    return .object(object)
  }
}

extension Block {
  fileprivate var isToolResult: Bool {
    guard case .toolResult = self else { return false }
    return true
  }
}
