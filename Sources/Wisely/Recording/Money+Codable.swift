// SPDX-License-Identifier: Apache-2.0

extension Money: Codable {
  /// Reads an exact decimal string of US dollars, such as `"0.0012"`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let money = Money(dollars: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "must be dollars as a decimal string, such as \"0.25\"")
    }
    self = money
  }

  /// Writes an exact decimal string of US dollars.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(dollars)
  }
}

extension Cost: Codable {
  /// Reads dollars as a decimal string, or null for a cost that nobody knows.
  public init(from decoder: any Decoder) throws {
    self = try Money?(from: decoder).map { .priced($0) } ?? .unpriced
  }

  /// Writes dollars as a decimal string, or null.
  public func encode(to encoder: any Encoder) throws { try amount.encode(to: encoder) }
}

extension Timestamp: Codable {
  /// Reads microseconds since 1970-01-01 00:00 UTC.
  public init(from decoder: any Decoder) throws {
    self.init(microseconds: try Int64(from: decoder))
  }

  /// Writes microseconds since 1970-01-01 00:00 UTC.
  public func encode(to encoder: any Encoder) throws { try microseconds.encode(to: encoder) }
}

extension View: Codable {
  private enum CodingKeys: CodingKey { case view, tokens }

  /// Reads the view's name, and a brief's size.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(String.self, forKey: .view) {
    case "transcript": self = .transcript
    case "brief": self = .brief(tokens: try container.decode(Int.self, forKey: .tokens))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .view, in: container, debugDescription: "must be \"brief\" or \"transcript\"")
    }
  }

  /// Writes the view's name, and a brief's size.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .view)
    if case .brief(let tokens) = self { try container.encode(tokens, forKey: .tokens) }
  }
}
