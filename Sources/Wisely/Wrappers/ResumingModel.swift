// SPDX-License-Identifier: Apache-2.0

/// A model whose paused turns are sent back until they end: the caller sees one answer.
///
/// A provider pauses a long turn, or one in which its own advisor has not answered yet; the turn goes
/// on when everything is sent back unchanged.
public struct ResumingModel<Base: LanguageModel>: LanguageModel {
  /// The model that may pause.
  public let base: Base
  /// How often a turn is resumed before it is handed back paused.
  public let limit: Int

  /// A model whose turns are resumed.
  public init(_ base: Base, limit: Int = 10) {
    self.base = base
    self.limit = limit
  }

  /// The name of the model that may pause.
  public var id: ModelID { base.id }

  /// Answers; the message holds the blocks of all parts of the turn, in order.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    var tally = Tally()
    var blocks: [Block] = []
    var resumed = request
    for round in 0... {
      var response: ModelResponse
      do {
        response = try await base.respond(to: resumed, emitting: sink)
      } catch let error as ModelError {
        throw round == 0 ? error : tally.before(error)
      }
      tally.add(response)
      blocks += response.message.blocks
      guard response.stopReason == .pauseTurn, round < limit, !response.message.blocks.isEmpty
      else {
        response.message.blocks = blocks
        return tally.whole(response)
      }
      resumed = request
      resumed.transcript.append(
        Message(.assistant, blocks, extra: response.message.extra))
    }
    preconditionFailure("an endless range ended")
  }

  /// The model's own count.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    try await base.countTokens(of: request)
  }

  /// The model's own quote, for one part of a turn.
  public func quote(for request: ModelRequest) async throws -> Quote {
    try await base.quote(for: request)
  }
}
