// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Which names of tool calls a server takes; others are replaced by ones made of their digest.
///
/// A conversation may hold calls that another maker named, and a name must stay the same in every
/// request, so that call and result pair and the prompt's beginning stays the same bytes.
package enum CallIDRule: Hashable, Sendable {
  /// At most that many bytes of anything.
  case atMost(Int)
  /// Letters, digits, hyphens and underscores.
  case identifier
  /// Exactly nine letters and digits.
  case nineCharacters

  /// The name as the server takes it.
  package func fitting(_ id: String) -> String {
    guard !isLegal(id) else { return id }
    let digest = SHA256.hex(of: Array(id.utf8))
    return self == .nineCharacters ? String(digest.prefix(9)) : "call_" + digest.prefix(24)
  }

  private func isLegal(_ id: String) -> Bool {
    switch self {
    case .atMost(let limit): !id.isEmpty && id.utf8.count <= limit
    case .identifier:
      !id.isEmpty && id.utf8.allSatisfy { Self.isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F }
    case .nineCharacters: id.utf8.count == 9 && id.utf8.allSatisfy(Self.isAlphanumeric)
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}

/// Gives the calls of one answer names that occur nowhere else in the conversation.
///
/// Servers leave names out, give every call the same one, or begin again in every answer.
struct CallNames: Hashable, Sendable {
  private var taken: Set<String>

  init(taken: Set<String>) { self.taken = taken }

  /// A name of its own for the next call: the server's if it is new.
  mutating func name(_ proposed: String) -> String {
    let stem = proposed.isEmpty ? "call" : proposed
    var name = proposed
    var number = 1
    while name.isEmpty || taken.contains(name) {
      name = "\(stem)_\(number)"
      number += 1
    }
    taken.insert(name)
    return name
  }
}

extension ModelRequest {
  /// The names of the tool calls in the conversation so far.
  package var callIDs: Set<String> {
    var ids: Set<String> = []
    for message in transcript.messages {
      for block in message.blocks {
        switch block {
        case .toolUse(let call): ids.insert(call.id)
        case .consultation(let turn): ids.formUnion(turn.answered.map(\.call.id))
        default: break
        }
      }
    }
    return ids
  }
}
