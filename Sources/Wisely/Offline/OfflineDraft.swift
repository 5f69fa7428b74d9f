// SPDX-License-Identifier: Apache-2.0

/// What a stand-in wants to say: words, then calls.
struct OfflineReply: Hashable {
  var text = ""
  var calls: [ToolUse] = []
}

/// A reply within the limits of a request, and its way to the reader.
struct OfflineDraft {
  private let pieces: [String]
  private let calls: [ToolUse]
  /// Why it ends.
  let stopReason: StopReason
  /// Output tokens, framing of calls included.
  let tokens: Int

  init(_ reply: OfflineReply, options: GenerationOptions) {
    var text = reply.text
    let stop = options.stopSequences.filter { !$0.isEmpty }
      .compactMap { text.firstRange(of: $0)?.lowerBound }.min()
    if let stop { text = String(text[..<stop]) }
    var left = options.maximumTokens
    var pieces: [String] = []
    var isCut = false
    for piece in OfflineTokenizer.pieces(of: text) {
      let size = OfflineTokenizer.count(piece)
      guard size <= left else {
        isCut = true
        break
      }
      left -= size
      pieces.append(piece)
    }
    var calls: [ToolUse] = []
    for call in stop == nil && !isCut ? reply.calls : [] {
      let size = OfflineTokenizer.count(.toolUse(call))
      // Half a call is no JSON: one that does not fit is left out whole.
      guard size <= left else {
        isCut = true
        break
      }
      left -= size
      calls.append(call)
    }
    self.pieces = pieces
    self.calls = calls
    tokens = options.maximumTokens - left
    stopReason =
      if isCut { .maximumTokens } else if stop != nil { .stopSequence } else if calls.isEmpty {
        .endTurn
      } else { .toolUse }
  }

  /// The finished blocks.
  var blocks: [Block] {
    let text = pieces.joined()
    return (text.isEmpty ? [] : [.text(text)]) + calls.map { .toolUse($0) }
  }

  /// Hands the reply over word by word, with a chance to be cancelled after each.
  mutating func stream(to sink: EventSink) async throws {
    for piece in pieces {
      try Task.checkCancellation()
      try await sink(.textDelta(piece))
      await Task.yield()
    }
    if !pieces.isEmpty { try await sink(.block(.text(pieces.joined()))) }
    for call in calls {
      try Task.checkCancellation()
      try await sink(.toolUseStarted(id: call.id, name: call.name))
      for piece in OfflineTokenizer.pieces(of: call.input.text) {
        try await sink(.toolUseDelta(id: call.id, json: piece))
      }
      try await sink(.block(.toolUse(call)))
      await Task.yield()
    }
  }
}
