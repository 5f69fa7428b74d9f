// SPDX-License-Identifier: Apache-2.0

/// Takes secrets out of exchanges: known ones, and whatever looks like a key or a password.
struct SecretHider: Sendable {
  private let secrets: [String]

  init(_ secrets: [String]) {
    // The longer first: one may be the beginning of another. A very short one would be anywhere.
    self.secrets = secrets.filter { $0.utf8.count >= 8 }.sorted { $0.utf8.count > $1.utf8.count }
  }

  func hidden(_ text: String) -> String {
    // On bytes: "\r\n" is a single Character.
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { Substring($0) }
    _ = Redactor.redact(&lines)
    var clean = lines.joined(separator: "\n")
    for secret in secrets { clean = clean.replacing(secret, with: Redactor.mark) }
    return clean
  }

  func hidden(_ request: ModelRequest) throws -> ModelRequest {
    try hidden(JSONValue(encoding: request)).decoded()
  }

  func hidden(_ exchange: Exchange) throws -> Exchange {
    var whole = exchange
    whole.events = merged(exchange.events)
    var clean: Exchange = try hidden(JSONValue(encoding: whole)).decoded()
    clean.key = exchange.key
    return clean
  }

  /// Every string in a value, names of members apart.
  private func hidden(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(hidden(text))
    case .array(let elements): .array(elements.map { hidden($0) })
    case .object(let object): .object(JSONObject(object.members.map { ($0.key, hidden($0.value)) }))
    default: value
    }
  }

  /// The events with each stretch of words in one piece where only the whole shows a secret.
  private func merged(_ moments: [Exchange.Moment]) -> [Exchange.Moment] {
    var result: [Exchange.Moment] = []
    var index = 0
    while index < moments.count {
      guard let stretch = Stretch(moments[index].event) else {
        result.append(moments[index])
        index += 1
        continue
      }
      let end =
        moments[index...].firstIndex { Stretch($0.event)?.kind != stretch.kind } ?? moments.count
      let pieces = moments[index..<end]
      let words = pieces.compactMap { Stretch($0.event)?.words }
      let whole = words.joined()
      if hidden(whole) == words.map({ hidden($0) }).joined() {
        result += pieces
      } else {
        result.append(Exchange.Moment(after: pieces[index].after, event: stretch.event(whole)))
      }
      index = end
    }
    return result
  }

  /// Words that come in pieces.
  private struct Stretch {
    enum Kind: Hashable { case text, thinking, arguments(String) }

    var kind: Kind
    var words: String

    init?(_ event: ModelEvent) {
      switch event {
      case .textDelta(let words): (kind, self.words) = (.text, words)
      case .thinkingDelta(let words): (kind, self.words) = (.thinking, words)
      case .toolUseDelta(let id, let json): (kind, words) = (.arguments(id), json)
      default: return nil
      }
    }

    func event(_ words: String) -> ModelEvent {
      switch kind {
      case .text: .textDelta(words)
      case .thinking: .thinkingDelta(words)
      case .arguments(let id): .toolUseDelta(id: id, json: words)
      }
    }
  }
}
