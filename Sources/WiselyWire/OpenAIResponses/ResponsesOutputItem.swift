// SPDX-License-Identifier: Apache-2.0

import Wisely

/// One output item of a Responses answer while it grows.
struct ResponsesOutputItem {
  /// The item as it was added, later as it was done.
  private(set) var json: JSONObject
  /// The call's name in the conversation, if it is one.
  var callID: String?
  /// Whether the tool's name has been handed on.
  var isNamed = false
  private(set) var isDone = false
  private(set) var words = ""
  private(set) var refusal = ""
  private(set) var thoughts = ""
  private(set) var arguments = ToolArguments()

  init(_ json: JSONValue) { self.json = json.object ?? [:] }

  var type: String? { json["type"]?.string }
  var id: String? { json["id"]?.string }

  /// What a growing item has more of now.
  enum Piece: Equatable { case words(String), refusal(String), thoughts(String), arguments(String) }

  mutating func append(_ piece: Piece) {
    switch piece {
    case .words(let text): words += text
    case .refusal(let text): refusal += text
    case .thoughts(let text): thoughts += text
    case .arguments(let text): arguments.append(text)
    }
  }

  /// Takes the finished item; returns what no delta has brought.
  mutating func end(_ json: JSONValue?) -> [Piece] {
    isDone = true
    if let object = json?.object, !object.isEmpty { self.json = object }
    var pieces: [Piece] = []
    func rest(_ whole: String, of part: String, _ make: (String) -> Piece) {
      guard whole.utf8.count > part.utf8.count, whole.hasPrefix(part) else { return }
      pieces.append(make(String(whole.dropFirst(part.count))))
    }
    rest(texts("output_text", "text"), of: words) { .words($0) }
    rest(texts("refusal", "refusal"), of: refusal) { .refusal($0) }
    if thoughts.isEmpty { rest(summary, of: "") { .thoughts($0) } }
    if arguments.text.isEmpty { rest(writtenArguments, of: "") { .arguments($0) } }
    pieces.forEach { append($0) }
    return pieces
  }

  private func texts(_ type: String, _ key: String) -> String {
    content.compactMap { $0["type"]?.string == type ? $0[key]?.string : nil }.joined()
  }

  private var content: [JSONValue] { json["content"]?.array ?? [] }

  private var summary: String {
    let parts = (json["summary"]?.array ?? []) + (type == "reasoning" ? content : [])
    return parts.compactMap { $0["text"]?.string }.joined(separator: "\n\n")
  }

  /// The arguments' text; some servers send the object itself.
  private var writtenArguments: String {
    json["arguments"].map { $0.string ?? ($0.isNull ? "" : $0.text) } ?? ""
  }

  // MARK: - Blocks

  /// The blocks that the item is; unknown ones are kept whole.
  func blocks(signer: ModelID, maker: String) -> [Block] {
    let mark = Dialect.openAIResponses.mark(of: maker)
    switch type {
    case "message": return messageBlocks(mark)
    case "reasoning":
      return [.thinking(ThinkingBlock(signer: signer, maker: maker, raw: reasoning))]
    case "function_call":
      let rest = json.without(["type", "id", "call_id", "name", "arguments", "status"])
      return [
        .toolUse(
          ToolUse(
            id: callID ?? "", name: json["name"]?.string ?? "", input: arguments.finished,
            extra: rest.marked(mark)))
      ]
    default: return [.other(JSONValue.object(json).wrapped(mark))]
    }
  }

  /// Words as one block a part; members such as `phase` belong to the message and go back with it.
  private func messageBlocks(_ mark: String) -> [Block] {
    var texts: [String] = []
    for part in content {
      switch part["type"]?.string {
      case "output_text": texts.append(part["text"]?.string ?? "")
      case "refusal": texts.append(part["refusal"]?.string ?? "")
      default: break
      }
    }
    // An item that was never finished has only what came.
    if texts.joined().isEmpty { texts = [words, refusal] }
    let rest = json.without(["type", "id", "role", "content", "status"])
    return texts.filter { !$0.isEmpty }.map {
      .text(TextBlock($0, extra: rest.marked(mark)))
    }
  }

  /// The item as it goes back; without a status, which input items do not take.
  private var reasoning: JSONValue {
    var item = json
    item["status"] = nil
    if item["summary"] == nil {
      item["summary"] =
        thoughts.isEmpty ? [] : [["type": "summary_text", "text": .string(thoughts)]]
    }
    return .object(item)
  }
}
