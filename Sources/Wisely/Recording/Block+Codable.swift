// SPDX-License-Identifier: Apache-2.0

extension Block: Codable {
  private enum CodingKeys: CodingKey { case type, value }

  private enum Kind: String, Codable, CaseIterable {
    case text, thinking
    case toolUse = "tool-use"
    case toolResult = "tool-result"
    case image, consultation, plan, escalation, other
  }

  /// Reads an object whose `type` says which block its other members are.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Kind.self, forKey: .type) {
    case .text: self = .text(try TextBlock(from: decoder))
    case .thinking: self = .thinking(try ThinkingBlock(from: decoder))
    case .toolUse: self = .toolUse(try ToolUse(from: decoder))
    case .toolResult: self = .toolResult(try ToolResult(from: decoder))
    case .image: self = .image(try ImageBlock(from: decoder))
    case .consultation: self = .consultation(try ConsultationBlock(from: decoder))
    case .plan: self = .plan(try Plan(from: decoder))
    case .escalation: self = .escalation(try Escalation(from: decoder))
    case .other: self = .other(try container.decode(JSONValue.self, forKey: .value))
    }
  }

  /// Writes the block's members with a `type` before them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func write(_ kind: Kind, _ value: some Encodable) throws {
      try container.encode(kind, forKey: .type)
      try value.encode(to: encoder)
    }
    switch self {
    case .text(let block): try write(.text, block)
    case .thinking(let block): try write(.thinking, block)
    case .toolUse(let call): try write(.toolUse, call)
    case .toolResult(let result): try write(.toolResult, result)
    case .image(let block): try write(.image, block)
    case .consultation(let block): try write(.consultation, block)
    case .plan(let plan): try write(.plan, plan)
    case .escalation(let escalation): try write(.escalation, escalation)
    case .other(let value):
      try container.encode(Kind.other, forKey: .type)
      try container.encode(value, forKey: .value)
    }
  }
}
