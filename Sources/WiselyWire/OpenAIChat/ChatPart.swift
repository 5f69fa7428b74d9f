// SPDX-License-Identifier: Apache-2.0

import Wisely

/// One block of an answer in Chat while it grows.
struct ChatPart {
  /// What it is.
  enum Kind: Equatable { case thinking, words, call(Int) }

  let kind: Kind
  /// The words so far.
  var text = ""
  /// Where the words of a reasoning came in, which is where they go back.
  var field = "reasoning_content"
  /// OpenRouter's form of reasoning, which goes back as it came.
  private(set) var details: [JSONValue] = []

  init(_ kind: Kind) { self.kind = kind }

  /// Takes pieces of structured reasoning; pieces of one entry are put together.
  mutating func append(details pieces: [JSONValue]) {
    for piece in pieces {
      guard let last = details.last, let earlier = last.object, let later = piece.object,
        earlier["index"] != nil, earlier["index"] == later["index"],
        earlier["type"] == later["type"]
      else {
        details.append(piece)
        continue
      }
      details[details.count - 1] = .object(Self.joined(earlier, later))
    }
  }

  private static func joined(_ earlier: JSONObject, _ later: JSONObject) -> JSONObject {
    var whole = earlier
    for member in later.members where !member.value.isNull {
      let isText = ["text", "summary", "data"].contains(member.key)
      if isText, let piece = member.value.string, let text = whole[member.key]?.string {
        whole[member.key] = .string(text + piece)
      } else {
        whole[member.key] = member.value
      }
    }
    return whole
  }

  /// The reasoning as the members of a message that it came in.
  var reasoning: JSONValue {
    var object: JSONObject = [:]
    if !text.isEmpty { object[field] = .string(text) }
    if !details.isEmpty { object["reasoning_details"] = .array(details) }
    return .object(object)
  }
}
