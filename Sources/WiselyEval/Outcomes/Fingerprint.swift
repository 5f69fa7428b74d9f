// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What stands for a text that only has to be told from other texts.
enum Fingerprint {
  /// Length and FNV-1a hash; nobody chooses answers to collide here, so no stronger one is needed.
  static func of(_ text: String) -> String {
    "\(text.utf8.count):\(String(hash(text), radix: 16))"
  }

  private static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }

  /// What stands for a long answer: short enough to be kept in place, and to be told from a real
  /// one.
  static func ofAnswer(_ text: String) -> String {
    var hash = hash(text)
    // The length as well, in the bits that a sum mixes least.
    hash ^= UInt64(text.utf8.count) &* 0x9E37_79B9_7F4A_7C15
    return "\u{1}" + String(hash, radix: 36)
  }

  /// Whether an answer was long, if this is what is left of it.
  static func isLong(_ answer: String) -> Bool {
    answer.utf8.count > longest || answer.utf8.first == 1
  }

  /// A longer text only has to be told from others.
  private static let longest = 64

  /// A value with its long texts replaced; short ones may be names of clusters and graders.
  static func shortened(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text) where text.utf8.count > longest: .string(of(text))
    case .array(let elements): .array(elements.map(shortened))
    case .object(let object): .object(shortened(object))
    default: value
    }
  }

  /// An object with its long texts replaced.
  static func shortened(_ object: JSONObject) -> JSONObject {
    JSONObject(object.members.map { ($0.key, shortened($0.value)) })
  }
}

extension Outcome {
  /// The outcome without its long texts, for comparing many.
  var shortened: Outcome {
    var outcome = self
    outcome.answer = answer.map { Fingerprint.isLong($0) ? Fingerprint.ofAnswer($0) : $0 }
    outcome.fields = Fingerprint.shortened(fields)
    return outcome
  }
}
