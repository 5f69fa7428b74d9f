// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A seeded source of random values, texts and damage to texts.
struct JSONGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func pick<T>(_ choices: [T]) -> T {
    choices[Int.random(in: choices.indices, using: &self)]
  }

  mutating func value(depth: Int = 4) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &self) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &self))
    case 2: return .number(number())
    case 3, 4: return .string(string())
    case 5:
      return .array((0..<Int.random(in: 0...5, using: &self)).map { _ in value(depth: depth - 1) })
    default:
      return .object(
        JSONObject(
          (0..<Int.random(in: 0...5, using: &self)).map { _ in (key(), value(depth: depth - 1)) }))
    }
  }

  mutating func number() -> JSONNumber {
    if Bool.random(using: &self) { return JSONNumber(Int.random(in: -1000...1000, using: &self)) }
    let lexeme = pick([
      "-0", "0.0", "1.0", "-1.50", "1E400", "1e-400", "123456789012345678901234567890", "2e+3",
      "0e0",
    ])
    return JSONNumber(lexeme: lexeme) ?? JSONNumber(0)
  }

  mutating func key() -> String {
    Bool.random(using: &self) ? pick(["a", "b", "c", "model", "", "e\u{301}", "\u{E9}"]) : string()
  }

  mutating func string() -> String {
    let alphabet = Array(
      "abcdefghij \"\\/\n\t\r\u{0}\u{1F}\u{7F}é漢\u{2028}😀\u{FFFD}\u{301}".unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...20, using: &self) {
      text.append(Int.random(in: 0..<3, using: &self) > 0 ? "x" : pick(alphabet))
    }
    return String(text)
  }

  /// A text of that value with random white space and random escapes.
  mutating func spelling(of value: JSONValue) -> String {
    switch value {
    case .array(let elements):
      return "[" + elements.map { space() + spelling(of: $0) + space() }.joined(separator: ",")
        + (elements.isEmpty ? space() : "") + "]"
    case .object(let object):
      return "{"
        + object.members.map { member in
          space() + spelling(ofString: member.key) + space() + ":" + space()
            + spelling(of: member.value) + space()
        }.joined(separator: ",") + (object.isEmpty ? space() : "") + "}"
    case .string(let string): return spelling(ofString: string)
    default: return value.text
    }
  }

  private mutating func space() -> String { pick(["", "", "", " ", "\n  ", "\t", "\r\n"]) }

  private mutating func spelling(ofString string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      if Int.random(in: 0..<6, using: &self) == 0 {
        for unit in String(scalar).utf16 {
          let hex = String(unit, radix: 16, uppercase: Bool.random(using: &self))
          text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }
      } else if scalar == "/" && Bool.random(using: &self) {
        text += "\\/"
      } else {
        // By scalar: a combining mark and the quote before it are one Character.
        text += String(JSONValue(String(scalar)).text.unicodeScalars.dropFirst().dropLast())
      }
    }
    return text + "\""
  }

  /// The bytes with a few of them changed, removed, doubled or cut off.
  mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &self) where !bytes.isEmpty {
      let index = Int.random(in: bytes.indices, using: &self)
      switch Int.random(in: 0..<6, using: &self) {
      case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &self)
      case 1: bytes[index] = pick(Array(#"{}[]",:\u0e.-tfn "#.utf8))
      case 2: bytes.remove(at: index)
      case 3: bytes.insert(pick(Array(#"{}[]",:\u01 "#.utf8)), at: index)
      case 4: bytes.insert(bytes[index], at: index)
      default: bytes.removeSubrange(index...)
      }
    }
    return bytes
  }
}
