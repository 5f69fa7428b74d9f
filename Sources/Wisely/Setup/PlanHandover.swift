// SPDX-License-Identifier: Apache-2.0

/// Where in a conversation a planner's plan took over.
struct PlanMarker {
  var plan: Plan
  var message: Int
  var block: Int

  /// The newest plan of that planner, if any.
  init?(of planner: ModelID, in transcript: Transcript) {
    for (index, message) in transcript.messages.enumerated().reversed() {
      for (place, candidate) in message.blocks.enumerated().reversed() {
        guard case .plan(let plan) = candidate, plan.planner == planner else { continue }
        self.plan = plan
        self.message = index
        self.block = place
        return
      }
    }
    return nil
  }
}

/// What the executor of a plan is shown, rebuilt from the conversation for every turn.
///
/// Everything up to the marker is a pure function of what stands before it, and everything after it
/// is passed on as it is, so the executor's prefix only ever grows at its end.
struct PlanHandover {
  var transcript: Transcript
  var marker: PlanMarker
  var tools: [ToolDefinition]
  var prompt: PlannerPrompt

  /// The executor's transcript.
  var executorTranscript: Transcript {
    let start =
      switch marker.plan.handover {
      case _ where marker.plan.isEmpty: kept
      case .fresh: [freshMessage]
      case .keep: kept + [.assistant(marker.plan.text), .user(prompt.execution)]
      }
    return Transcript(start + afterPlan)
  }

  private var afterPlan: [Message] {
    let message = transcript.messages[marker.message]
    let rest = Array(message.blocks[(marker.block + 1)...])
    let answer = rest.isEmpty ? [] : [Message(.assistant, rest, extra: message.extra)]
    return answer + transcript.messages[(marker.message + 1)...]
  }

  private var before: ArraySlice<Message> { transcript.messages[..<marker.message] }

  // MARK: - Keep

  /// The conversation up to the plan without what only its author can read: reasoning (gateway trap
  /// 51), and calls its own harness answered.
  private var kept: [Message] {
    before.compactMap { message in
      guard message.speaker == .assistant else { return message }
      var shown = message
      shown.blocks = message.blocks.filter(\.isReadableByOthers)
      return shown.blocks.isEmpty ? nil : shown
    }
  }

  // MARK: - Fresh

  private var freshMessage: Message {
    var sections = ["## The user's words\n" + userWords, "## The plan\n" + marker.plan.text]
    if !marker.plan.files.isEmpty {
      let files = marker.plan.files.map(section(of:)).joined(separator: "\n\n")
      sections.append("## The files it names\n" + files)
    }
    sections.append(prompt.execution)
    return Message(.user, pictures + [.text(sections.joined(separator: "\n\n"))])
  }

  private var userWords: String {
    before.filter { $0.speaker != .assistant }.map(\.text).filter { !$0.isEmpty }
      .joined(separator: "\n\n")
  }

  private var pictures: [Block] {
    before.filter { $0.speaker == .user }.flatMap(\.blocks).filter { block in
      guard case .image = block else { return false }
      return true
    }
  }

  private func section(of file: String) -> String {
    let contents = readings(of: file)
    guard !contents.isEmpty else { return "### `\(file)`\n(not read while planning)" }
    return "### `\(file)`\n" + contents.joined(separator: "\n")
  }

  /// What the reading tools said about a file: of calls alike only the newest, since the file may
  /// have been different before; pages of it in the order they were read.
  private func readings(of file: String) -> [String] {
    var pages: [(arguments: String, text: String)] = []
    for (call, result) in ToolPair.pairs(in: Transcript(Array(before))) {
      guard !result.isError, isReading(call.name), let path = Step.resource(in: call.input),
        Self.names(path, file)
      else { continue }
      let arguments = call.name + call.input.canonicalText
      pages.removeAll { $0.arguments == arguments }
      pages.append((arguments, result.text))
    }
    return pages.map(\.text)
  }

  private func isReading(_ name: String) -> Bool {
    let lowered = name.lowercased()
    let reads = ["read", "view", "open", "cat"].contains { lowered.contains($0) }
    return reads && tools.contains { $0.name == name && $0.effect == .reads }
  }

  /// `./a/b.md`, `/base/a/b.md` and `a/b.md` are the same file.
  private static func names(_ path: String, _ file: String) -> Bool {
    let path = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    let file = file.hasPrefix("./") ? String(file.dropFirst(2)) : file
    return path == file || path.hasSuffix("/" + file) || file.hasSuffix("/" + path)
  }
}

extension Block {
  /// Whether a model other than the one that said it can be shown it.
  var isReadableByOthers: Bool {
    switch self {
    case .text, .toolUse, .toolResult, .image, .other: true
    case .thinking, .consultation, .plan, .escalation: false
    }
  }
}
