// SPDX-License-Identifier: Apache-2.0

/// The size of a prompt in tokens, and how sure it is.
public struct TokenCount: Hashable, Codable, Sendable {
  /// How the figure came about.
  public enum Kind: String, Hashable, Codable, Sendable {
    /// The model's own tokenizer counted.
    case exact
    /// The provider estimated it.
    case estimate
    /// No tokenizer can exceed it.
    case upperBound
  }

  /// Tokens.
  public var tokens: Int
  /// How the figure came about.
  public var kind: Kind

  /// A count.
  public init(_ tokens: Int, _ kind: Kind) {
    self.tokens = tokens
    self.kind = kind
  }

  /// A bound on the prompt of a request: one token a byte of everything sent, with framing.
  ///
  /// Byte-level tokenizers never make two tokens of one byte, so the bound holds for all of them.
  /// Pictures count as 8,192 tokens each, above what any current model charges for one.
  public static func upperBound(of request: ModelRequest) -> TokenCount {
    var bytes = (request.system?.utf8.count ?? 0) + size(of: request.extra.withoutSystem)
    for tool in request.tools {
      bytes += tool.name.utf8.count + tool.description.utf8.count
      bytes += tool.inputSchema.bytes.count + size(of: tool.extra) + 64
    }
    // Providers add a few hundred tokens of their own once there are tools.
    if !request.tools.isEmpty { bytes += 1_024 }
    for message in request.transcript.messages {
      bytes += 16 + size(of: message.extra) + message.blocks.reduce(0) { $0 + size(of: $1) }
    }
    return TokenCount(bytes + 64, .upperBound)
  }

  /// What is only named, by address or file, may be as long as any context.
  private static func referenced(_ value: JSONValue) -> Int {
    let kind = value["source"]?["type"]?.string
    return kind == "url" || kind == "file" ? 1_000_000 : 0
  }

  /// Members that are passed on unread, such as citations and examples, are read by the model.
  private static func size(of extra: JSONObject) -> Int {
    extra.isEmpty ? 0 : JSONValue.object(extra).bytes.count
  }

  private static func size(of block: Block) -> Int {
    switch block {
    case .text(let block): block.text.utf8.count + size(of: block.extra) + 8
    case .thinking(let block): block.raw.bytes.count
    case .toolUse(let call):
      call.name.utf8.count + call.input.bytes.count + size(of: call.extra) + 64
    case .toolResult(let result):
      64 + size(of: result.extra) + result.content.reduce(0) { $0 + size(of: $1) }
    case .image: 8_192
    case .consultation(let block):
      block.answered.reduce(0) {
        $0 + 128 + $1.call.input.bytes.count + $1.result.content.reduce(0) { $0 + size(of: $1) }
      }
    case .plan(let plan): plan.text.utf8.count + 64
    case .escalation(let escalation): escalation.reason.utf8.count + 64
    case .other(let value): value.bytes.count + referenced(value)
    }
  }
}

extension JSONObject {
  /// A request's own members without the blocks of its instructions, which are counted as words.
  fileprivate var withoutSystem: JSONObject {
    JSONObject(
      members.filter { $0.key != "system" }.map { member in
        let inner = member.value.object.map { JSONValue.object($0.without(["system"])) }
        return (member.key, inner ?? member.value)
      })
  }
}
