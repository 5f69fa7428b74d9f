// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The planning phase of one call: the planner's turns until there is a plan, or calls for the caller.
struct Planning {
  /// How the phase ended.
  enum Outcome {
    /// The answer goes to the caller as it is: tool calls, a pause, a proposed or rejected plan.
    case ended(ModelResponse)
    /// Execution begins after these blocks, the last of which is the plan.
    case planned([Block])
    /// There is no plan.
    case absent(String, ModelError?)
  }

  let model: PlannedModel
  let request: ModelRequest
  private(set) var tally = Tally()

  /// What the planner is shown, with turns of this call that the conversation does not hold.
  private var shown: ModelRequest
  /// Earlier rounds as words, in case the conversation goes on before there is a plan.
  private var record: [Block] = []
  /// Whether the planner was shown more than the conversation holds.
  ///
  /// Its reasoning is bound to what it was shown, so it cannot be replayed then (gateway trap 51).
  private var isDetached = false
  private var strayTurns = 0

  init(model: PlannedModel, request: ModelRequest) {
    self.model = model
    self.request = request
    shown = model.plannerRequest(request)
  }

  /// Calls of tools that were not offered are answered that often before the turn counts as it is.
  private static let strayTurnLimit = 2

  mutating func run(emitting sink: EventSink) async throws -> Outcome {
    while true {
      let call = InnerCall(model: model.planner, request: shown)
      let rule = PlannerEvents(offered: Set(shown.tools.map(\.name)))
      switch try await call.result(emitting: sink, through: { rule.translate($0) }) {
      case .failed(let error, let bill):
        tally.add(error, bill: bill)
        return .absent(error.message, tally.failed(error))
      case .answered(let response):
        tally.add(response)
        if let outcome = try await judge(response, emitting: sink) { return outcome }
      }
    }
  }

  /// What a turn of the planner leads to; nil when the planner is to go on.
  private mutating func judge(
    _ response: ModelResponse, emitting sink: EventSink
  ) async throws -> Outcome? {
    let offered = Set(shown.tools.map(\.name))
    let stray = response.message.toolUses.filter { !offered.contains($0.name) }
    let hasCalls = response.message.toolUses.count > stray.count
    switch response.stopReason {
    case .toolUse where hasCalls, .pauseTurn, .planProposed, .planRejected:
      return .ended(try await handOver(response, emitting: sink))
    case .toolUse where !stray.isEmpty && strayTurns < Self.strayTurnLimit:
      strayTurns += 1
      goOn(after: response, with: stray.map(refusal))
      return nil
    case .refusal: return .absent("\(model.planner.id) declined to plan.", nil)
    case .stalled: return .absent("\(model.planner.id) went in circles.", nil)
    case .maximumTokens, .contextWindowExceeded:
      // Half a plan would be carried out as if it were a whole one.
      return .absent("the plan of \(model.planner.id) was cut off.", nil)
    case .budgetExhausted: return .absent("the budget has no room for \(model.planner.id).", nil)
    default: break
    }
    let text = response.message.text.trimmingSpace()
    guard !text.isEmpty else { return .absent("\(model.planner.id) wrote no plan.", nil) }
    let plan = Plan(text: text, planner: model.planner.id, handover: model.handover)
    return try await decide(plan, response, emitting: sink)
  }

  private mutating func decide(
    _ plan: Plan, _ response: ModelResponse, emitting sink: EventSink
  ) async throws -> Outcome? {
    let quote = try await quote(plan)
    try await sink(.planned(plan, quote))
    switch model.approval {
    case nil where model.needsApproval(request):
      return .ended(try await propose(plan, response, .planProposed, emitting: sink))
    case nil, .automatic: return .planned(blocks(of: response) + [.plan(plan)])
    case .ask(let ask):
      switch try await ask(plan, quote) {
      case .approve(let hash, let handover):
        do { try plan.requireHash(hash) } catch let error as ModelError {
          throw tally.before(error)
        }
        var approved = plan
        approved.handover = handover
        return .planned(blocks(of: response) + [.plan(approved)])
      case .reject:
        return .ended(try await propose(plan, response, .planRejected, emitting: sink))
      case .revise(let feedback):
        record += [.text(plan.text), .text("\n\n(The user sent this plan back: \(feedback))\n\n")]
        goOn(after: response, with: [.text(feedback)])
        return nil
      }
    }
  }
}

// MARK: - Turns

extension Planning {
  private mutating func goOn(after response: ModelResponse, with blocks: [Block]) {
    shown.transcript.append(response.message)
    shown.transcript.append(Message(.user, blocks))
    isDetached = true
  }

  private func refusal(_ call: ToolUse) -> Block {
    let text = "\(call.name) is not available while planning; only the tools offered are."
    return .toolResult(ToolResult(toolUseID: call.id, text: text, isError: true))
  }

  /// The planner's turn without its words, and without calls of tools it was not offered.
  private func blocks(of response: ModelResponse, keepingText: Bool = false) -> [Block] {
    let offered = Set(shown.tools.map(\.name))
    return response.message.blocks.filter { block in
      switch block {
      case .text: keepingText
      case .toolUse(let call): offered.contains(call.name)
      case .thinking: !isDetached
      default: true
      }
    }
  }

  private func handOver(
    _ response: ModelResponse, emitting sink: EventSink
  ) async throws -> ModelResponse {
    var ended = response
    ended.message.blocks = record + blocks(of: response, keepingText: true)
    try await sink.announce(ended.message.blocks)
    return ended
  }

  /// The plan as the answer.
  private func propose(
    _ plan: Plan, _ response: ModelResponse, _ reason: StopReason, emitting sink: EventSink
  ) async throws -> ModelResponse {
    var ended = response
    ended.message.blocks = record + blocks(of: response) + [.text(plan.text)]
    ended.stopReason = reason
    try await sink(.textDelta(plan.text))
    try await sink.announce(ended.message.blocks)
    return ended
  }

  /// What the executor's first prompt costs, handed over either way.
  private func quote(_ plan: Plan) async throws -> HandoverQuote {
    func tokens(_ handover: Handover) async throws -> Int {
      var plan = plan
      plan.handover = handover
      let request = model.executorRequest(request, following: plan)
      do { return try await model.executor.countTokens(of: request).tokens } catch is ModelError {
        // A price that cannot be had exactly is no reason not to plan.
        return TokenCount.upperBound(of: request).tokens
      }
    }
    let (fresh, keep) = (try await tokens(.fresh), try await tokens(.keep))
    return HandoverQuote(
      freshTokens: fresh, fresh: model.promptCost(model.executor.id, fresh), keepTokens: keep,
      keep: model.promptCost(model.executor.id, keep))
  }
}

/// A planner's events as the setup's: its words are reasoning, its blocks wait, calls of tools it was
/// not offered are not mentioned.
private final class PlannerEvents: Sendable {
  private let offered: Set<String>
  private let hidden = Mutex<Set<String>>([])

  init(offered: Set<String>) { self.offered = offered }

  func translate(_ event: ModelEvent) -> [ModelEvent] {
    switch event {
    case .textDelta(let text): [.thinkingDelta(text)]
    case .block, .draftBegan, .draftChecked: []
    case .toolUseStarted(let id, let name) where !offered.contains(name):
      hidden.withLock { hidden in
        hidden.insert(id)
        return []
      }
    case .toolUseDelta(let id, _) where hidden.withLock({ $0.contains(id) }): []
    default: [event]
    }
  }
}
