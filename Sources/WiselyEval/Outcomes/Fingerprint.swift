// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What stands for a text that only has to be told from other texts.
enum Fingerprint {
  /// Length and FNV-1a hash; nobody chooses answers to collide here, so no stronger one is needed.
  static func of(_ text: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return "\(text.utf8.count):\(String(hash, radix: 16))"
  }

  /// A value with its long texts replaced; short ones may be names of clusters and graders.
  static func shortened(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text) where text.utf8.count > 64: .string(of(text))
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
    outcome.answer = answer.map { $0.utf8.count > 64 ? Fingerprint.of($0) : $0 }
    outcome.fields = Fingerprint.shortened(fields)
    return outcome
  }
}
