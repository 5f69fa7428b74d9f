// SPDX-License-Identifier: Apache-2.0

/// Plans with one model and executes with another: `opus..sonnet`.
///
/// The model keeps nothing: `Block.plan` in the conversation marks the switch, so every call knows
/// from its request whether to plan or to execute. While it plans, the planner is offered only the
/// tools that read, and calls of any other are answered with an error instead of reaching the caller.
/// The plan's words stream as `thinkingDelta`, because they are not the answer. A conversation is
/// planned once; what follows belongs to the executor.
///
/// When the caller offers tools that write and says nothing about approval, the plan itself is the
/// answer (`planProposed`); `Transcript.approving(_:hash:handover:)` lets it be executed. Without a
/// plan (the planner is out of reach, declines or says nothing) the executor works alone, with a
/// notice and an empty plan as the mark, unless writing would then have happened without approval.
public struct PlannedModel: LanguageModel {
  /// The setup's name.
  public let id: ModelID
  let planner: any LanguageModel
  let executor: any LanguageModel
  let handover: Handover
  let approval: PlanApproval?
  let prompt: PlannerPrompt
  let promptCost: @Sendable (ModelID, _ promptTokens: Int) -> Cost

  /// A planner and the executor of its plans.
  ///
  /// `promptCost` prices that many prompt tokens written to that model's cache.
  public init(
    planner: any LanguageModel, executor: any LanguageModel, handover: Handover = .fresh,
    approval: PlanApproval? = nil, prompt: PlannerPrompt = PlannerPrompt(), id: ModelID? = nil,
    promptCost: @escaping @Sendable (ModelID, _ promptTokens: Int) -> Cost = { _, _ in .unpriced }
  ) {
    self.planner = planner
    self.executor = executor
    self.handover = handover
    self.approval = approval
    self.prompt = prompt
    self.id = id ?? ModelID("\(planner.id.operand)..\(executor.id.operand)")
    self.promptCost = promptCost
  }

  /// Plans, or executes the plan the conversation has; both in one call when nothing comes between.
  public func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    var tally = Tally()
    if let marker = PlanMarker(of: planner.id, in: request.transcript) {
      return try await execute(request, marker, after: [], tally, emitting: sink)
    }
    var planning = Planning(model: self, request: request)
    let outcome = try await planning.run(emitting: sink)
    tally = planning.tally
    switch outcome {
    case .ended(let response): return tally.whole(response)
    case .planned(let blocks):
      return try await begin(request, with: blocks, tally, emitting: sink)
    case .absent(let reason, let error):
      guard !needsApproval(request) else {
        throw error
          ?? ModelError(
            .upstream, "There is no plan, and nothing may be changed without one: \(reason)",
            hasPartialContent: true, usage: tally.usage)
      }
      try await sink(.notice(Notice(.noPlan, "\(executor.id) works without a plan: \(reason)")))
      let none = Plan(text: "", planner: planner.id, handover: .keep)
      return try await begin(request, with: [.plan(none)], tally, emitting: sink)
    }
  }

  /// The size of the next call's prompt.
  public func countTokens(of request: ModelRequest) async throws -> TokenCount {
    guard let marker = PlanMarker(of: planner.id, in: request.transcript) else {
      return try await planner.countTokens(of: plannerRequest(request))
    }
    return try await executor.countTokens(of: executorRequest(request, marker))
  }

  /// The next call's prompt; the worst case of one planning call and one executing call together.
  public func quote(for request: ModelRequest) async throws -> Quote {
    if let marker = PlanMarker(of: planner.id, in: request.transcript) {
      return try await executor.quote(for: executorRequest(request, marker))
    }
    var quote = try await planner.quote(for: plannerRequest(request))
    let plan = Plan(text: request.options.longestText, planner: planner.id, handover: .keep)
    let execution = try await executor.quote(for: executorRequest(request, following: plan))
    quote.worstCase = quote.worstCase + execution.worstCase
    return quote
  }
}

// MARK: - Execution

extension PlannedModel {
  private func begin(
    _ request: ModelRequest, with blocks: [Block], _ tally: Tally, emitting sink: EventSink
  ) async throws -> ModelResponse {
    try await sink.announce(blocks)
    var request = request
    request.transcript.append(Message(.assistant, blocks))
    guard let marker = PlanMarker(of: planner.id, in: request.transcript) else {
      preconditionFailure("a plan was just added")
    }
    return try await execute(request, marker, after: blocks, tally, emitting: sink)
  }

  private func execute(
    _ request: ModelRequest, _ marker: PlanMarker, after blocks: [Block], _ tally: Tally,
    emitting sink: EventSink
  ) async throws -> ModelResponse {
    do {
      var response = try await executor.respond(
        to: executorRequest(request, marker), emitting: sink)
      response.message.blocks = blocks + response.message.blocks
      return tally.before(response)
    } catch let error as ModelError {
      throw blocks.isEmpty ? error : tally.before(error)
    }
  }

  private func executorRequest(_ request: ModelRequest, _ marker: PlanMarker) -> ModelRequest {
    var inner = request
    inner.transcript =
      PlanHandover(
        transcript: request.transcript, marker: marker, tools: request.tools, prompt: prompt
      ).executorTranscript
    inner.context = request.context.inner(.executor, of: id)
    return inner
  }

  func executorRequest(_ request: ModelRequest, following plan: Plan) -> ModelRequest {
    var planned = request
    planned.transcript.append(Message(.assistant, [.plan(plan)]))
    let marker = PlanMarker(of: planner.id, in: planned.transcript)
    return marker.map { executorRequest(planned, $0) } ?? planned
  }
}

// MARK: - What the planner gets

extension PlannedModel {
  func plannerRequest(_ request: ModelRequest) -> ModelRequest {
    var inner = request
    inner.system = [request.system, prompt.system].compactMap { $0 }.joined(separator: "\n\n")
    inner.tools = request.tools.filter { $0.effect == .reads }
    inner.context = request.context.inner(.planner, of: id)
    return inner
  }

  /// Whether executing without anybody's word could change something.
  func needsApproval(_ request: ModelRequest) -> Bool {
    if case .automatic = approval { return false }
    return request.tools.contains { $0.effect == .writes }
  }
}
