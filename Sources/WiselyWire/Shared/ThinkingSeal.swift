// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Carries reasoning through a client that speaks another dialect than the model that wrote it.
///
/// The client gets the readable words and an opaque text that it sends back unread; without it the
/// model would have to begin its reasoning anew after every tool call (gateway traps 53, 54).
enum ThinkingSeal {
  private static let mark = "wisely-1:"

  /// The opaque text for a block.
  static func sealed(_ block: ThinkingBlock) -> String {
    let maker: JSONValue = block.maker.map { .string($0) } ?? .null
    let content: JSONValue = [
      "signer": .string(block.signer.rawValue), "maker": maker, "raw": block.raw,
    ]
    return mark + content.text
  }

  /// The block in an opaque text, or nil when it is another's.
  static func opened(_ text: String?) -> ThinkingBlock? {
    guard let text, text.hasPrefix(mark),
      let json = try? JSONValue(parsing: Array(text.utf8.dropFirst(mark.utf8.count))),
      let signer = json["signer"]?.string, let raw = json["raw"]
    else { return nil }
    return ThinkingBlock(signer: ModelID(signer), maker: json["maker"]?.string, raw: raw)
  }
}

extension ThinkingBlock {
  /// The readable words of any dialect's reasoning; often there are none.
  var words: String {
    if isAnthropic { return raw["thinking"]?.string ?? "" }
    let chat = raw["reasoning_content"]?.string ?? raw["reasoning"]?.string
    if let chat { return chat }
    let parts = (raw["summary"]?.array ?? []) + (raw["content"]?.array ?? [])
    return parts.compactMap { $0["text"]?.string }.joined(separator: "\n\n")
  }
}
