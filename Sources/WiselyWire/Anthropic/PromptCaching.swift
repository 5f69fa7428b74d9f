// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Where a request's prompt is cached: at most four breakpoints, on what later requests repeat.
///
/// The order of a prompt is tools, system, messages, so one breakpoint behind the standing part and
/// two behind the newest user turns serve every continuation. A prompt that nobody will continue is
/// not written to a cache, which would cost a quarter more for nothing.
package struct PromptCaching: Hashable, Sendable {
  /// How long the caches live; nil for no caching.
  package var lifetime: CacheLifetime?

  /// Caching with that lifetime.
  package init(_ lifetime: CacheLifetime?) { self.lifetime = lifetime }

  /// Adds breakpoints to the parts of a request, unless its author has placed some.
  func mark(
    tools: inout [JSONValue], system: inout [JSONValue], messages: inout [JSONValue],
    isContinued: Bool
  ) {
    guard let mark, !(tools + system + messages).contains(where: Self.isMarked) else { return }
    if !system.isEmpty {
      system[system.count - 1].setCacheControl(mark)
    } else if !tools.isEmpty {
      tools[tools.count - 1].setCacheControl(mark)
    }
    guard isContinued else { return }
    // A read looks back 20 blocks from a breakpoint, so the one before the newest keeps long turns
    // within reach.
    let user = messages.indices.filter { messages[$0]["role"] == "user" }
    for index in user.suffix(2) { messages[index].markLastBlock(mark) }
  }

  private var mark: JSONValue? {
    switch lifetime {
    case .fiveMinutes: ["type": "ephemeral"]
    case .oneHour: ["type": "ephemeral", "ttl": "1h"]
    case .thirtyMinutes, .twelveHours, nil: nil
    }
  }

  private static func isMarked(_ value: JSONValue) -> Bool {
    switch value {
    case .object(let object):
      object["cache_control"] != nil || isMarked(object["content"] ?? .null)
    case .array(let elements): elements.contains(where: isMarked)
    default: false
    }
  }
}

extension JSONValue {
  fileprivate mutating func setCacheControl(_ mark: JSONValue) {
    guard var object else { return }
    object["cache_control"] = mark
    self = .object(object)
  }

  /// Marks the last block that takes a mark: thinking does not.
  fileprivate mutating func markLastBlock(_ mark: JSONValue) {
    guard var object, var content = object["content"]?.array,
      let last = content.lastIndex(where: { $0["type"] != "thinking" })
    else { return }
    content[last].setCacheControl(mark)
    object["content"] = .array(content)
    self = .object(object)
  }
}
