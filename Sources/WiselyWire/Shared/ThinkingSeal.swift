// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Carries through a client what only models and the harness read: reasoning of a model that speaks
/// another dialect, and the turns that consultations closed.
///
/// The client gets the readable words and an opaque text that it sends back unread. Without it a model
/// would have to begin its reasoning anew after every tool call (gateway traps 53, 54), and the executor
/// would be shown another conversation than the one it had.
enum ThinkingSeal {
  private static let mark = "wisely-1:"
  /// Whose words a consultation is when it travels as reasoning.
  private static let harness: ModelID = "wisely"

  /// Something opened, and how many bytes of words stood before it where the dialect cannot say that.
  struct Opened {
    var block: Block
    var place: Int?
  }

  /// The reasoning that a consultation travels as.
  static func thinking(_ block: ConsultationBlock) -> ThinkingBlock {
    ThinkingBlock(
      signer: harness, raw: ["reasoning": .string(block.words), "consultation": block.record])
  }

  /// The consultation that travels as a reasoning; nil for any other.
  static func consultation(_ thinking: ThinkingBlock) -> ConsultationBlock? {
    guard thinking.signer == harness else { return nil }
    return thinking.raw["consultation"].flatMap(ConsultationBlock.init(record:))
  }

  /// The opaque text for a block, in one line.
  static func sealed(_ block: ThinkingBlock, place: Int? = nil) -> String {
    let maker: JSONValue = block.maker.map { .string($0) } ?? .null
    var content: JSONObject = [
      "signer": .string(block.signer.rawValue), "maker": maker, "raw": block.raw,
    ]
    if let place { content["place"] = JSONValue(place) }
    return mark + JSONValue.object(content).text
  }

  /// The block in an opaque text, or nil when it is another's.
  static func opened(_ text: String?) -> Block? { open(text ?? "")?.block }

  /// The blocks in the opaque lines of a text, or nil when any is another's.
  static func openedLines(_ text: String?) -> [Opened]? {
    guard let text, !text.isEmpty else { return nil }
    let lines = text.split(separator: "\n")
    let opened = lines.compactMap { open(String($0)) }
    return opened.count == lines.count ? opened : nil
  }

  private static func open(_ text: String) -> Opened? {
    guard text.hasPrefix(mark),
      let json = try? JSONValue(parsing: Array(text.utf8.dropFirst(mark.utf8.count))),
      let signer = json["signer"]?.string, let raw = json["raw"]
    else { return nil }
    let thinking = ThinkingBlock(signer: ModelID(signer), maker: json["maker"]?.string, raw: raw)
    let block = consultation(thinking).map { Block.consultation($0) } ?? .thinking(thinking)
    return Opened(block: block, place: json["place"]?.int)
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
