// SPDX-License-Identifier: Apache-2.0

extension ModelEvent: Codable {
  private enum CodingKeys: CodingKey {
    case type, model, role, text, id, name, json, block, start, consultation, plan, quote, result
    case usage, row, notice
  }

  private enum Kind: String, Codable, CaseIterable {
    case started
    case textDelta = "text-delta"
    case thinkingDelta = "thinking-delta"
    case toolUseStarted = "tool-use-started"
    case toolUseDelta = "tool-use-delta"
    case block, consulting, consulted, planned
    case draftBegan = "draft-began"
    case draftChecked = "draft-checked"
    case usage, billed, notice
  }

  /// Reads an object whose `type` says what happened.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys) throws -> Value {
      try container.decode(Value.self, forKey: key)
    }
    switch try container.decode(Kind.self, forKey: .type) {
    case .started: self = .started(try read(.model), try read(.role))
    case .textDelta: self = .textDelta(try read(.text))
    case .thinkingDelta: self = .thinkingDelta(try read(.text))
    case .toolUseStarted: self = .toolUseStarted(id: try read(.id), name: try read(.name))
    case .toolUseDelta: self = .toolUseDelta(id: try read(.id), json: try read(.json))
    case .block: self = .block(try read(.block))
    case .consulting: self = .consulting(try read(.start))
    case .consulted: self = .consulted(try read(.consultation))
    case .planned: self = .planned(try read(.plan), try read(.quote))
    case .draftBegan: self = .draftBegan(try read(.model))
    case .draftChecked: self = .draftChecked(try read(.result))
    case .usage: self = .usage(try read(.usage))
    case .billed: self = .billed(try read(.row))
    case .notice: self = .notice(try read(.notice))
    }
  }

  /// Writes what happened with a `type` before it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func write(_ kind: Kind) throws { try container.encode(kind, forKey: .type) }
    switch self {
    case .started(let model, let role):
      try write(.started)
      try container.encode(model, forKey: .model)
      try container.encode(role, forKey: .role)
    case .textDelta(let text):
      try write(.textDelta)
      try container.encode(text, forKey: .text)
    case .thinkingDelta(let text):
      try write(.thinkingDelta)
      try container.encode(text, forKey: .text)
    case .toolUseStarted(let id, let name):
      try write(.toolUseStarted)
      try container.encode(id, forKey: .id)
      try container.encode(name, forKey: .name)
    case .toolUseDelta(let id, let json):
      try write(.toolUseDelta)
      try container.encode(id, forKey: .id)
      try container.encode(json, forKey: .json)
    case .block(let block):
      try write(.block)
      try container.encode(block, forKey: .block)
    case .consulting(let start):
      try write(.consulting)
      try container.encode(start, forKey: .start)
    case .consulted(let consultation):
      try write(.consulted)
      try container.encode(consultation, forKey: .consultation)
    case .planned(let plan, let quote):
      try write(.planned)
      try container.encode(plan, forKey: .plan)
      try container.encode(quote, forKey: .quote)
    case .draftBegan(let model):
      try write(.draftBegan)
      try container.encode(model, forKey: .model)
    case .draftChecked(let result):
      try write(.draftChecked)
      try container.encode(result, forKey: .result)
    case .usage(let usage):
      try write(.usage)
      try container.encode(usage, forKey: .usage)
    case .billed(let row):
      try write(.billed)
      try container.encode(row, forKey: .row)
    case .notice(let notice):
      try write(.notice)
      try container.encode(notice, forKey: .notice)
    }
  }
}
