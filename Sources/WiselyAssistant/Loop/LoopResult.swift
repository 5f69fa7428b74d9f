// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// What came of a question after all tool calls were answered.
public struct LoopResult: Hashable, Sendable {
  /// One tool call with its answer.
  public struct ToolCall: Hashable, Sendable {
    /// The step whose answer held it, from 1.
    public var step: Int
    /// The call.
    public var use: ToolUse
    /// What the model was told.
    public var result: ToolResult

    /// A call and its answer.
    public init(step: Int, use: ToolUse, result: ToolResult) {
      self.step = step
      self.use = use
      self.result = result
    }
  }

  /// The last answer, with the usage, bill and consultations of all steps.
  public var response: ModelResponse
  /// The whole conversation, the last answer included, in a state that can be continued.
  public var transcript: Transcript
  /// How often the model was called.
  public var steps: Int
  /// The tool calls, in the order they were made.
  public var toolCalls: [ToolCall]
  /// Whether the work ended because there were no steps left.
  public var reachedStepLimit: Bool

  /// A result.
  public init(
    response: ModelResponse, transcript: Transcript, steps: Int, toolCalls: [ToolCall],
    reachedStepLimit: Bool = false
  ) {
    self.response = response
    self.transcript = transcript
    self.steps = steps
    self.toolCalls = toolCalls
    self.reachedStepLimit = reachedStepLimit
  }
}

/// A question that ended in an error, with everything that was paid for until then.
public struct LoopFailure: Error, Sendable, CustomStringConvertible {
  /// What went wrong.
  public var underlying: any Error
  /// Tokens of the steps before, and of the failed one as far as they are known.
  public var usage: [ModelUsage]
  /// The ledger rows of every call that was booked, the failed one included.
  public var bill: [LedgerRow]
  /// The consultations held.
  public var consultations: [Consultation]
  /// The words of the failed step that had been streamed.
  public var partialText: String
  /// The conversation as it stood before the failed step.
  public var transcript: Transcript
  /// How often the model was called, the failed call included.
  public var steps: Int
  /// The tool calls answered before.
  public var toolCalls: [LoopResult.ToolCall]

  /// The sentence of what went wrong.
  public var description: String { "\(underlying)" }

  /// Whether the caller left; then nothing is wrong.
  public var isCancellation: Bool { underlying is CancellationError }
}
