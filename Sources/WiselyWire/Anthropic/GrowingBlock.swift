// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A block of a streamed answer while its pieces come in.
struct GrowingBlock {
  private var json: JSONObject
  private var pieces: [String: String] = [:]
  private var arguments = ToolArguments()

  /// A block as its start event has it.
  init(_ json: JSONValue) { self.json = json.object ?? [:] }

  /// The tool call's name in the conversation, if it is one.
  var callID: String? { json["type"] == "tool_use" ? json["id"]?.string : nil }

  /// Takes one delta; an unknown kind changes nothing.
  mutating func grow(_ delta: JSONValue) {
    switch delta["type"]?.string {
    case "text_delta": append(delta["text"], to: "text")
    case "thinking_delta": append(delta["thinking"], to: "thinking")
    // Comes once and whole, but compatible servers cut it too.
    case "signature_delta": append(delta["signature"], to: "signature")
    case "input_json_delta": arguments.append(delta["partial_json"]?.string ?? "")
    case "citations_delta":
      let earlier = json["citations"]?.array ?? []
      json["citations"] = .array(earlier + [delta["citation"] ?? .null])
    default: break
    }
  }

  private mutating func append(_ piece: JSONValue?, to key: String) {
    pieces[key, default: ""] += piece?.string ?? ""
  }

  /// The block; the arguments of a call may be a text that is no object.
  var finished: JSONValue {
    var whole = json
    for key in ["text", "thinking", "signature"] {
      guard let piece = pieces[key] else { continue }
      whole[key] = .string((json[key]?.string ?? "") + piece)
    }
    // Arguments that came with the call's beginning stay.
    if !arguments.text.isEmpty { whole["input"] = arguments.finished }
    return .object(whole)
  }
}
