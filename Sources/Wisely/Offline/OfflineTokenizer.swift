// SPDX-License-Identifier: Apache-2.0

/// The token count of offline models: a run of letters and digits is a token for every four bytes
/// begun, any other sign is one, white space is free.
///
/// Messages and tools add four tokens each; arguments and schemas count as their JSON text.
enum OfflineTokenizer {
  static let framing = 4
  static let image = 1_600

  static func count(_ text: some StringProtocol) -> Int {
    var tokens = 0
    var run = 0
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: run += 1
      default:
        tokens += (run + 3) / 4
        run = 0
        // Space, tab, line feed, carriage return.
        if byte != 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D { tokens += 1 }
      }
    }
    return tokens + (run + 3) / 4
  }

  static func count(_ request: ModelRequest) -> Int {
    var tokens = framing + (request.system.map { count($0) + framing } ?? 0)
    for tool in request.tools {
      tokens += framing + count(tool.name) + count(tool.description) + count(tool.inputSchema.text)
    }
    for message in request.transcript.messages {
      tokens += framing + message.blocks.reduce(0) { $0 + count($1) }
    }
    return tokens
  }

  static func count(_ block: Block) -> Int {
    switch block {
    case .text(let words): count(words.text)
    case .thinking(let thinking): count(thinking.raw.text)
    case .toolUse(let call): framing + count(call.name) + count(call.input.text)
    case .toolResult(let result): framing + result.content.reduce(0) { $0 + count($1) }
    case .image: image
    case .consultation(let block):
      block.answered.reduce(0) {
        $0 + framing + count($1.call.input.text) + count($1.result.text)
      }
    case .plan(let plan): count(plan.text)
    case .escalation(let escalation): count(escalation.reason)
    case .other(let value): count(value.text)
    }
  }

  /// The text in pieces as they stream: each word with the white space after it.
  static func pieces(of text: some StringProtocol) -> [String] {
    var pieces: [String] = []
    var current = ""
    var hasEnded = false
    for character in text {
      if character.isWhitespace {
        hasEnded = true
      } else if hasEnded {
        pieces.append(current)
        current = ""
        hasEnded = false
      }
      current.append(character)
    }
    if !current.isEmpty { pieces.append(current) }
    return pieces
  }
}
