// SPDX-License-Identifier: Apache-2.0

/// One answer of an advised pair: executor turns with what the harness answers between them.
struct AdvisedRun {
  let pair: AdvisedModel
  let request: ModelRequest
  private let sink: EventSink
  private let tool: ToolDefinition
  private var executorRequest: ModelRequest
  private(set) var history: ConsultationHistory
  private var blocks: [Block] = []
  private var tally = Tally()
  private var refusedTurns = 0

  /// An executor that was refused advice so many times without doing anything else is stopped.
  private static let refusedTurnLimit = 3

  init(_ pair: AdvisedModel, request: ModelRequest, sink: EventSink) {
    self.pair = pair
    self.request = request
    self.sink = sink
    (executorRequest, tool) = Self.executorRequest(pair, for: request)
    history = ConsultationHistory(request.transcript, of: tool.name)
  }

  /// What the executor is sent: the caller's request, one more tool, one more clause, the turns apart.
  static func executorRequest(
    _ pair: AdvisedModel, for request: ModelRequest
  ) -> (request: ModelRequest, tool: ToolDefinition) {
    let tool = pair.clauses.consultTool(
      named: freeName(among: request.tools), advisor: pair.advisor.id)
    let clause = pair.clauses.executor(
      pair.executor.id, tool: tool.name, advisor: pair.advisor.id,
      limit: pair.policy.consultations)
    var inner = request
    inner.system = request.system.map { $0 + "\n\n" + clause } ?? clause
    // Last, so that the caller's tools stay a common prefix of every setup.
    inner.tools = request.tools + [tool]
    inner.transcript = ExpandedTranscript(request.transcript, of: tool.name).transcript
    inner.context.isConsultationWished = false
    return (inner, tool)
  }

  /// A caller may have a tool of that name itself (gateway trap 77).
  private static func freeName(among tools: [ToolDefinition]) -> String {
    let taken = Set(tools.map(\.name))
    guard taken.contains("consult") else { return "consult" }
    var number = 2
    while taken.contains("consult_\(number)") { number += 1 }
    return "consult_\(number)"
  }

  // MARK: - The loop

  mutating func run() async throws -> ModelResponse {
    if let ended = try await open() { return ended }
    while true {
      if mayReviewEnd { try await sink(.draftBegan(pair.executor.id)) }
      let filter = TurnFilter(
        hidden: tool.name, held: withheldTools, sink: sink)
      let turn: ModelResponse
      do {
        turn = try await pair.executor.respond(
          to: executorRequest, emitting: EventSink { try await filter.receive($0) })
      } catch let error as ModelError {
        throw tally.isEmpty ? error : tally.before(error)
      }
      tally.add(turn)
      if let ended = try await close(turn, filter) { return ended }
    }
  }

  /// Consultations that rules or the user demand before the executor is called at all.
  private mutating func open() async throws -> ModelResponse? {
    let policy = pair.policy
    if request.context.isConsultationWished, policy.triggers.contains(.wished),
      !history.sincePrompt.contains(where: { $0.trigger == .wished })
    {
      try await insertConsultation(.wished)
      return nil
    }
    guard policy.triggers.contains(.stalled), let stall = stall() else { return nil }
    let earlier = history.sincePrompt.filter { $0.trigger == .stalled && $0.outcome == .advised }
    if earlier.contains(where: { $0.question == stall.rule.rawValue }) {
      return try await giveUp(stall)
    }
    try await insertConsultation(.stalled, question: stall.rule.rawValue, evidence: stall.evidence)
    return nil
  }

  private func stall() -> Stall? {
    let steps = Step.steps(since: request.transcript, tools: request.tools)
    let advisedAt = Step.stepsBeforeLastConsultation(in: request.transcript, tools: request.tools)
    return StallDetector(rules: pair.policy.stall).stall(in: steps, lastAdvisedAt: advisedAt)
  }

  /// Advice did not help against the same stall: going on would only cost (rule of the reference, §8).
  private mutating func giveUp(_ stall: Stall) async throws -> ModelResponse {
    try await end(
      "I am going in circles although I had advice: \(stall.evidence) Please say how to go on.",
      noticing: "The executor stalled again: \(stall.evidence)")
  }

  /// Ends the answer in the harness's own words.
  private mutating func end(
    _ text: String, noticing notice: String
  ) async throws -> ModelResponse {
    try await sink(.notice(Notice(.stalledAgain, notice)))
    try await sink(.textDelta(text))
    try await sink(.block(.text(text)))
    blocks.append(.text(text))
    return response(
      ModelResponse(
        id: "stalled", model: pair.executor.id, message: .assistant(text), stopReason: .stalled))
  }

  /// A consultation nobody's turn asked for: a turn of its own, made by the harness.
  private mutating func insertConsultation(
    _ trigger: Trigger, question: String? = nil, evidence: String? = nil
  ) async throws {
    var inquiry = AdvisorView.Inquiry()
    inquiry.question = trigger == .stalled ? question : nil
    let answered = try await consult(
      trigger, inquiry: inquiry, evidence: evidence, call: harnessCall(trigger), place: 0,
      turn: [], after: history)
    try await append(turn: [], answered: [answered.call], consultations: [answered.consultation])
  }

  private func harnessCall(_ trigger: Trigger) -> ToolUse {
    // Counted, not random: the same conversation must give the same bytes again.
    ToolUse(
      id: "\(tool.name)-\(history.answeredCalls + 1)", name: tool.name,
      input: ["question": .string("(\(trigger.rawValue))")])
  }

  // MARK: - After a turn

  /// Answers what the harness has to answer; nil when the executor goes on in the same response.
  private mutating func close(
    _ turn: ModelResponse, _ filter: TurnFilter
  ) async throws -> ModelResponse? {
    let visible = turn.message.blocks.filter { !isConsult($0) }
    var (answered, held) = try await answerQuestions(of: turn, visible: visible)
    var kept = visible
    if answered.isEmpty, let trigger = rule(for: turn) {
      let answer = try await consult(
        trigger, inquiry: AdvisorView.Inquiry(), call: harnessCall(trigger),
        place: Self.openEnd(of: turn), turn: visible, after: history)
      held.append(answer.consultation)
      if trigger == .beforeDone {
        let passed = !answer.consultation.isObjection
        try await sink(.draftChecked(Self.checked(answer.consultation, passed: passed)))
        if passed { return try await finish(turn, blocks: visible, noting: answer) }
      }
      answered.append(answer.call)
    }
    if writesForTheFirstTime(turn), let objection = held.last(where: \.isObjection) {
      kept = withhold(in: turn, kept, after: objection, into: &answered)
    }
    try await filter.release(kept)
    guard !answered.isEmpty else {
      blocks += kept
      return response(turn)
    }
    try await append(turn: kept, answered: answered, consultations: held)
    let hasCalls = kept.contains { if case .toolUse = $0 { true } else { false } }
    if hasCalls || turn.stopReason.isCut { return response(turn) }
    refusedTurns = held.allSatisfy(\.isRefused) ? refusedTurns + 1 : 0
    guard refusedTurns >= Self.refusedTurnLimit else { return nil }
    return try await end(
      "I keep asking for advice although there is none to be had. Please say how to go on.",
      noticing: "The executor asked \(refusedTurns) times in a row although it was refused.")
  }

  /// Answers the executor's own consulting calls, in order.
  private mutating func answerQuestions(
    of turn: ModelResponse, visible: [Block]
  ) async throws -> (answered: [ConsultationBlock.Answered], held: [Consultation]) {
    var answered: [ConsultationBlock.Answered] = []
    var held: [Consultation] = []
    // Caps count the turn's earlier calls, too.
    var seen = history
    for (place, block) in turn.message.blocks.enumerated() {
      guard case .toolUse(let call) = block, call.name == tool.name else { continue }
      if turn.stopReason.isCut {
        let result = ToolResult(
          toolUseID: call.id, text: "no advice: the turn was cut off before it was complete.")
        answered.append(.init(place: place, call: call, result: result))
        continue
      }
      if let failure = call.argumentsFailure {
        answered.append(.init(place: place, call: call, result: failure))
        continue
      }
      let answer = try await consult(
        .asked, inquiry: Self.inquiry(of: call), call: call, place: place, turn: visible,
        after: seen)
      answered.append(answer.call)
      held.append(answer.consultation)
      seen.add([answer.consultation])
    }
    return (answered, held)
  }

  /// Where a call can join a turn: before what a pair inside has closed it with.
  private static func openEnd(of turn: ModelResponse) -> Int {
    let blocks = turn.message.blocks
    let open = blocks.lastIndex { if case .consultation = $0 { false } else { true } }
    return open.map { $0 + 1 } ?? blocks.count
  }

  private func isConsult(_ block: Block) -> Bool {
    guard case .toolUse(let call) = block else { return false }
    return call.name == tool.name
  }

  private static func checked(_ consultation: Consultation, passed: Bool) -> CheckResult {
    CheckResult(passed: passed, check: Trigger.beforeDone.rawValue, reason: consultation.advice)
  }

  /// Ends the answer with a consultation that changed nothing: it is recorded, the words stand.
  private mutating func finish(
    _ turn: ModelResponse, blocks visible: [Block],
    noting answer: (call: ConsultationBlock.Answered, consultation: Consultation)
  ) async throws -> ModelResponse {
    try await append(turn: visible, answered: [answer.call], consultations: [answer.consultation])
    return response(turn)
  }

  /// Closes a turn: in the caller's message, in the executor's transcript and in the counts.
  private mutating func append(
    turn: [Block], answered: [ConsultationBlock.Answered], consultations held: [Consultation]
  ) async throws {
    let block = ConsultationBlock(
      answered: answered.sorted { $0.place < $1.place }, consultations: held)
    history.add(block)
    tally.add(held)
    blocks += turn + [.consultation(block)]
    try await sink(.block(.consultation(block)))
    executorRequest.transcript =
      ExpandedTranscript(
        request.transcript.appending(Message(.assistant, blocks)), of: tool.name
      ).transcript
  }

  private func response(_ turn: ModelResponse) -> ModelResponse {
    var whole = turn
    whole.message.blocks = blocks
    return tally.whole(whole)
  }

  private static func inquiry(of call: ToolUse) -> AdvisorView.Inquiry {
    AdvisorView.Inquiry(
      question: call.input["question"]?.string,
      options: call.input["options"]?.array?.compactMap(\.string) ?? [],
      leaning: call.input["leaning"]?.string)
  }

  // MARK: - Consulting

  private mutating func consult(
    _ trigger: Trigger, inquiry: AdvisorView.Inquiry, evidence: String? = nil, call: ToolUse,
    place: Int, turn: [Block], after history: ConsultationHistory
  ) async throws -> (call: ConsultationBlock.Answered, consultation: Consultation) {
    // The advisor sees the turn that asks, too.
    var shown = executorRequest.transcript
    if !turn.isEmpty { shown.append(Message(.assistant, turn)) }
    let view = AdvisorView(
      system: request.system, transcript: shown.expandingConsultations, inquiry: inquiry,
      trigger: trigger,
      evidence: evidence, adviceRequest: pair.clauses.adviceRequest)
    var desk = AdvisorDesk(
      pair: pair, context: request.context, parent: tally.bill.last?.id, sink: sink,
      history: history)
    let consultation = try await desk.ask(trigger, inquiry: inquiry, view: view)
    tally.add(desk.tally)
    let result = ToolResult(
      toolUseID: call.id, text: AdvisorDesk.words(for: consultation, pair.policy))
    return (.init(place: place, call: call, result: result), consultation)
  }
}
