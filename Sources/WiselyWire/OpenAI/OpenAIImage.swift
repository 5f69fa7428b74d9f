// SPDX-License-Identifier: Apache-2.0

import Wisely

extension ImageBlock {
  /// The picture's address in OpenAI's dialects, or nil for a file at a maker's, which no other has.
  var openAIAddress: String? {
    switch source["type"]?.string {
    case "url": source["url"]?.string
    case "base64":
      source["data"]?.string.map { data in
        "data:\(source["media_type"]?.string ?? "image/png");base64,\(data)"
      }
    default: nil
    }
  }

  /// The picture at an address.
  init(openAIAddress address: String, extra: JSONObject = [:]) {
    self.init(source: Self.source(address), extra: extra)
  }

  private static func source(_ address: String) -> JSONValue {
    let parts = address.split(separator: ",", maxSplits: 1)
    guard address.hasPrefix("data:"), parts.count == 2, parts[0].hasSuffix(";base64") else {
      return ["type": "url", "url": .string(address)]
    }
    let media = parts[0].dropFirst("data:".count).dropLast(";base64".count)
    return [
      "type": "base64", "media_type": .string(String(media)), "data": .string(String(parts[1])),
    ]
  }
}

extension ModelError {
  /// The error that a block is which a dialect has no place for (gateway trap 57).
  static func uncarried(_ what: String, in dialect: String) -> ModelError {
    ModelError(
      .invalidRequest,
      "\(what) cannot be sent in \(dialect); leave it out, or use a model behind another dialect.",
      isUnsent: true)
  }
}

extension Block {
  /// What the block is, for a person.
  var kind: String {
    switch self {
    case .text: "Words"
    case .thinking: "Reasoning"
    case .toolUse(let call): "A call of '\(call.name)' outside of an answer"
    case .toolResult(let result): "The result of call '\(result.toolUseID)' inside an answer"
    case .image: "A picture that is no address and no data, or one inside an answer,"
    case .consultation: "A consultation"
    case .plan: "A plan"
    case .escalation: "An escalation"
    case .other(let json):
      "A block of type '\(json["type"]?.string ?? json.object?.keys.first ?? "unknown")'"
    }
  }
}
