// SPDX-License-Identifier: Apache-2.0

import Wisely

/// One run of a tool loop.
struct LoopRun {
  private let loop: ToolLoop
  private let sink: EventSink
  private let tally = LoopTally()
  private var request: ModelRequest
  private var steps = 0
  private var toolCalls: [LoopResult.ToolCall] = []

  init(loop: ToolLoop, request: ModelRequest, sink: EventSink) {
    self.loop = loop
    self.sink = sink
    self.request = request
    // Fixed for the whole run: taking a tool away would spoil the prompt cache (rule 2).
    self.request.tools += loop.tools.map(\.definition)
  }

  mutating func run() async throws -> LoopResult {
    while true {
      let response = try await step()
      request.transcript.append(response.message)
      let calls = response.message.toolUses
      guard response.stopReason == .toolUse, !calls.isEmpty else {
        // A paused turn is sent back as it is; every other end needs its pairs to be legal.
        if response.stopReason != .pauseTurn {
          close(calls, "Not run: the answer ended with \(response.stopReason) before this call.")
        }
        return result(response)
      }
      guard steps <= loop.maximumSteps else {
        close(calls, Self.limitReached)
        return result(response, reachedStepLimit: true)
      }
      guard steps < loop.maximumSteps else {
        close(calls, Self.limitReached)
        continue
      }
      let answered = try await answer(calls)
      toolCalls += answered
      request.transcript.append(Message(.user, answered.map { .toolResult($0.result) }))
    }
  }

  /// What the caller gets when the run ends in an error.
  func failure(_ error: any Error) -> LoopFailure {
    let tally = tally.snapshot
    return LoopFailure(
      underlying: error, usage: tally.usage, bill: tally.bill, consultations: tally.consultations,
      partialText: tally.text, transcript: request.transcript, steps: steps, toolCalls: toolCalls)
  }

  private static let limitReached =
    "Not run: the step limit is reached. Answer now with what you have; no further call will be run."

  private mutating func step() async throws -> ModelResponse {
    try Task.checkCancellation()
    steps += 1
    tally.beginStep()
    do {
      let response = try await loop.model.respond(
        to: request,
        emitting: EventSink { [tally, sink] event in
          tally.receive(event)
          try await sink(event)
        })
      tally.add(response)
      return response
    } catch {
      tally.add(error)
      throw error
    }
  }

  private func result(_ last: ModelResponse, reachedStepLimit: Bool = false) -> LoopResult {
    let tally = tally.snapshot
    var whole = last
    whole.usage = tally.usage
    whole.bill = tally.bill
    whole.consultations = tally.consultations
    return LoopResult(
      response: whole, transcript: request.transcript, steps: steps, toolCalls: toolCalls,
      reachedStepLimit: reachedStepLimit)
  }

  // MARK: - Tool calls

  /// Answers calls that are not run, so that the conversation stays legal.
  private mutating func close(_ calls: [ToolUse], _ reason: String) {
    guard !calls.isEmpty else { return }
    let results = calls.map { ToolResult(toolUseID: $0.id, text: reason, isError: true) }
    toolCalls += zip(calls, results).map { LoopResult.ToolCall(step: steps, use: $0, result: $1) }
    request.transcript.append(Message(.user, results.map { .toolResult($0) }))
  }

  /// Answers the calls of one turn: neighbours that only read at the same time, writers alone.
  private func answer(_ calls: [ToolUse]) async throws -> [LoopResult.ToolCall] {
    var answered: [LoopResult.ToolCall] = []
    var rest = calls[...]
    while let first = rest.first {
      let batch =
        reads(first) ? rest.prefix(loop.maximumParallelCalls).prefix(while: reads) : rest.prefix(1)
      rest = rest.dropFirst(batch.count)
      let results = try await answerTogether(Array(batch))
      for (use, result) in zip(batch, results) {
        let call = LoopResult.ToolCall(step: steps, use: use, result: result)
        answered.append(call)
        try await loop.observer(call)
      }
    }
    return answered
  }

  private func answerTogether(_ calls: [ToolUse]) async throws -> [ToolResult] {
    try await withThrowingTaskGroup(of: (Int, ToolResult).self) { group in
      for (index, call) in calls.enumerated() {
        guard let tool = tool(named: call.name) else { continue }
        group.addTask { (index, try await tool.answer(call)) }
      }
      var results = calls.map(unknown)
      for try await (index, result) in group { results[index] = result }
      try Task.checkCancellation()
      return results
    }
  }

  private func tool(named name: String) -> (any Tool)? {
    loop.tools.first { $0.definition.name == name }
  }

  private func reads(_ call: ToolUse) -> Bool {
    tool(named: call.name).map { $0.definition.effect == .reads } ?? true
  }

  private func unknown(_ call: ToolUse) -> ToolResult {
    let names = loop.tools.map(\.definition.name).joined(separator: ", ")
    let known = names.isEmpty ? "There are no tools." : "The tools are: \(names)."
    return ToolResult(
      toolUseID: call.id, text: "There is no tool '\(call.name)'. \(known)", isError: true)
  }
}
