// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Asks a model and answers its tool calls until it has nothing more to call.
///
/// It is the caller of a setup: one model, a pair or a cascade are all the same to it. Events of all
/// steps reach the sink live. Cancelling the task cancels the model and the tools.
///
/// ```swift
/// let loop = ToolLoop(model: thrifty, tools: workspace.tools)
/// let result = try await loop.run(ModelRequest("Which contract renews by itself?"), emitting: sink)
/// print(result.response.text)
/// ```
public struct ToolLoop: Sendable {
  /// The model, or the setup.
  public var model: any LanguageModel
  /// The tools it may call, in the order the model is told of them.
  public var tools: [any Tool]
  /// How often the model is called with tools answered; one more call follows to let it sum up.
  public var maximumSteps: Int
  /// How many calls of one turn run at the same time.
  public var maximumParallelCalls: Int
  /// Told each answered call, in the order of the calls.
  public var observer: @Sendable (LoopResult.ToolCall) async throws -> Void

  /// A loop; the limits are 50 steps and 8 calls at a time unless said otherwise.
  public init(
    model: any LanguageModel, tools: [any Tool], maximumSteps: Int = 50,
    maximumParallelCalls: Int = 8,
    observer: @escaping @Sendable (LoopResult.ToolCall) async throws -> Void = { _ in }
  ) {
    self.model = model
    self.tools = tools
    self.maximumSteps = max(1, maximumSteps)
    self.maximumParallelCalls = max(1, maximumParallelCalls)
    self.observer = observer
  }

  /// Asks in words, and runs until the model stops for another reason than a tool call.
  ///
  /// - Throws: `LoopFailure`.
  public func run(
    _ prompt: String, emitting sink: EventSink = .discarding
  ) async throws -> LoopResult {
    try await run(ModelRequest(prompt), emitting: sink)
  }

  /// Runs until the model stops for another reason than a tool call, or the steps are used up.
  ///
  /// The request's own tools are kept in front of the loop's; a call of one of those is answered as
  /// unknown, since nobody here can run it.
  ///
  /// - Throws: `LoopFailure`, which carries what was paid until then; its `underlying` is a
  ///   `CancellationError` when the caller left.
  public func run(
    _ request: ModelRequest, emitting sink: EventSink = .discarding
  ) async throws -> LoopResult {
    var run = LoopRun(loop: self, request: request, sink: sink)
    do {
      return try await run.run()
    } catch {
      throw run.failure(error)
    }
  }
}
