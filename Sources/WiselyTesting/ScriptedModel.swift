// SPDX-License-Identifier: Apache-2.0

import Synchronization
public import Wisely

/// A model that plays a script, one step a call, through the protocol of any other model.
///
/// It streams what a provider would stream, keeps every request it got, and fails loudly when it is
/// called more often than the script has steps.
public final class ScriptedModel: LanguageModel {
  /// What to do for one call.
  public struct Step: Sendable {
    let play: @Sendable (ModelRequest) async throws -> Turn

    /// A step that depends on the request, and may wait or fail.
    public init(_ play: @escaping @Sendable (ModelRequest) async throws -> Turn) {
      self.play = play
    }

    /// Says these words and ends the turn.
    public static func text(_ words: String) -> Step { .turn(Turn(blocks: [.text(words)])) }

    /// Plays a whole turn.
    public static func turn(_ turn: Turn) -> Step { Step { _ in turn } }

    /// Calls one tool; without an id, one that follows from the length of the conversation.
    public static func toolUse(_ name: String, _ input: JSONValue, id: String? = nil) -> Step {
      Step { request in
        let id = id ?? "call-\(request.transcript.messages.count)"
        return Turn(blocks: [.toolUse(ToolUse(id: id, name: name, input: input))])
      }
    }

    /// Calls several tools in one turn, with ids that follow from the length of the conversation.
    public static func toolUses(_ calls: (name: String, input: JSONValue)...) -> Step {
      Step { request in
        let turn = request.transcript.messages.count
        return Turn(
          blocks: calls.enumerated().map { index, call in
            .toolUse(ToolUse(id: "call-\(turn)-\(index + 1)", name: call.name, input: call.input))
          })
      }
    }

    /// Says these words, then fails: what a broken connection looks like.
    public static func text(_ words: String, failingWith error: any Error) -> Step {
      .turn(Turn(blocks: [.text(words)], failure: error))
    }

    /// Fails before anything was said.
    public static func failure(_ error: any Error) -> Step { Step { _ in throw error } }
  }

  /// One turn of the model.
  public struct Turn: Sendable {
    /// What it says.
    public var blocks: [Block]
    /// Why it stops; derived from the blocks when nil.
    public var stopReason: StopReason?
    /// What it used.
    public var usage: Usage
    /// Waited for after the first half of the blocks' events.
    public var gate: Gate?
    /// Opened when the model comes to its gate, so that a test knows it is there.
    public var arrival: Gate?
    /// Thrown after everything was streamed.
    public var failure: (any Error)?

    /// A turn.
    public init(
      blocks: [Block], stopReason: StopReason? = nil, usage: Usage = Usage(input: 10, output: 5),
      gate: Gate? = nil, arrival: Gate? = nil, failure: (any Error)? = nil
    ) {
      self.blocks = blocks
      self.stopReason = stopReason
      self.usage = usage
      self.gate = gate
      self.arrival = arrival
      self.failure = failure
    }
  }

  private struct State {
    var steps: [Step]
    var requests: [ModelRequest] = []
  }

  /// The model's name.
  public let id: ModelID
  private let state: Mutex<State>

  /// A model with a script.
  public convenience init(_ id: ModelID, _ steps: Step...) { self.init(id, steps) }

  /// A model with a script.
  public init(_ id: ModelID, _ steps: [Step]) {
    self.id = id
    state = Mutex(State(steps: steps))
  }

  /// Every request so far.
  public var requests: [ModelRequest] { state.withLock { $0.requests } }

  /// How many steps have not been played.
  public var stepsLeft: Int { state.withLock { $0.steps.count } }

  /// Plays the next step.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    let (step, number) = try state.withLock { state in
      state.requests.append(request)
      guard !state.steps.isEmpty else {
        throw ModelError(
          .malformedResponse, "\(id) was called \(state.requests.count) times, more than scripted.")
      }
      return (state.steps.removeFirst(), state.requests.count)
    }
    let turn = try await step.play(request)
    try Task.checkCancellation()
    try await sink(.started(id, request.context.role))
    try await stream(turn, to: sink)
    if let failure = turn.failure { throw failure }
    let usesTools = turn.blocks.contains { if case .toolUse = $0 { true } else { false } }
    return ModelResponse(
      id: "\(id)-\(number)", model: id, message: Message(.assistant, turn.blocks),
      stopReason: turn.stopReason ?? (usesTools ? .toolUse : .endTurn),
      usage: [ModelUsage(model: id, role: request.context.role, usage: turn.usage)])
  }

  private func stream(_ turn: Turn, to sink: EventSink) async throws {
    for (index, block) in turn.blocks.enumerated() {
      if index == turn.blocks.count / 2 {
        turn.arrival?.open()
        if let gate = turn.gate { try await gate.wait() }
      }
      try Task.checkCancellation()
      switch block {
      case .text(let words):
        for piece in Self.halves(of: words.text) { try await sink(.textDelta(piece)) }
      case .toolUse(let call):
        try await sink(.toolUseStarted(id: call.id, name: call.name))
        for piece in Self.halves(of: call.input.text) {
          try await sink(.toolUseDelta(id: call.id, json: piece))
        }
      default: break
      }
      try await sink(.block(block))
    }
  }

  private static func halves(of text: String) -> [String] {
    let half = text.count / 2
    return [String(text.prefix(half)), String(text.dropFirst(half))].filter { !$0.isEmpty }
  }
}
