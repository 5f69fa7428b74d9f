// SPDX-License-Identifier: Apache-2.0

// Through `JSONValue(encoding:)` and `decoded(as:)` a value goes as it is. Other coders know neither
// the order of members nor the spelling of numbers, so with them these two are lost.

extension JSONValue: Codable {
  /// Takes a value over, of any shape.
  public init(from decoder: any Decoder) throws {
    if let decoder = decoder as? JSONValueDecoder {
      self = decoder.value
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .bool(flag)
    } else if let integer = try? container.decode(Int64.self) {
      self = JSONValueEncoder.number(integer)
    } else if let number = try? container.decode(Double.self) {
      self = try JSONValueEncoder.number(number, at: decoder.codingPath)
    } else if let string = try? container.decode(String.self) {
      self = .string(string)
    } else if let elements = try? container.decode([JSONValue].self) {
      self = .array(elements)
    } else {
      self = .object(try JSONObject(from: decoder))
    }
  }

  /// Writes a value of any shape.
  public func encode(to encoder: any Encoder) throws {
    if let encoder = encoder as? JSONValueEncoder {
      encoder.node.become(self)
      return
    }
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let flag): try container.encode(flag)
    case .number(let number):
      if let integer = Int64(number.lexeme) {
        try container.encode(integer)
      } else if let double = number.double {
        try container.encode(double)
      } else {
        throw EncodingError.invalidValue(
          number.lexeme,
          EncodingError.Context(
            codingPath: encoder.codingPath, debugDescription: "is too large for this encoder"))
      }
    case .string(let string): try container.encode(string)
    case .array(let elements): try container.encode(elements)
    case .object(let object): try object.encode(to: encoder)
    }
  }
}

extension JSONObject: Codable {
  /// Takes an object over.
  public init(from decoder: any Decoder) throws {
    if let decoder = decoder as? JSONValueDecoder, let object = decoder.value.object {
      self = object
      return
    }
    let container = try decoder.container(keyedBy: JSONCodingKey.self)
    self.init(
      try container.allKeys.map {
        ($0.stringValue, try container.decode(JSONValue.self, forKey: $0))
      })
  }

  /// Writes an object.
  public func encode(to encoder: any Encoder) throws {
    if let encoder = encoder as? JSONValueEncoder {
      encoder.node.become(.object(self))
      return
    }
    var container = encoder.container(keyedBy: JSONCodingKey.self)
    for member in members {
      try container.encode(member.value, forKey: JSONCodingKey(stringValue: member.key))
    }
  }
}
