// SPDX-License-Identifier: Apache-2.0

/// What a request asks a stand-in to be, read from its words.
enum OfflineRole: Hashable {
  case executor
  case advisor
  case planner
  case checker

  static let advisorMark = "You are the advisor."
  static let plannerMark = "You are the planner."
  static let checkerMark = "You are the checker."

  init(of request: ModelRequest) {
    let system = request.system ?? ""
    let last = request.transcript.messages.last { $0.speaker == .user }?.text ?? ""
    let isAdvisor = last.split(whereSeparator: \.isNewline)
      .contains { $0.hasPrefix(Self.advisorMark) }
    self =
      if system.contains(Self.checkerMark) { .checker } else if isAdvisor {
        .advisor
      } else if system.contains(Self.plannerMark) { .planner } else { .executor }
  }

  func reply(to request: ModelRequest, of model: OfflineModel) -> OfflineReply {
    let budget = model.budget
    return switch self {
    case .executor: OfflineExecutor(request, budget: budget, model: model.id).reply()
    case .advisor: OfflineAdvisor(request, budget: budget).reply()
    case .planner: OfflinePlanner(request, budget: budget, model: model.id).reply()
    case .checker: OfflineChecker(request, budget: budget).reply()
    }
  }
}

/// A text divided at the headings that harnesses use.
struct Sections {
  /// The words before the first heading.
  private(set) var opening = ""
  private var bodies: [String: String] = [:]

  static let headings: Set<String> = [
    "## the user's words", "## newest tool results", "## the executor's question",
    "## what was tried", "## the executor's instructions", "## the conversation so far",
    "## the plan", "## the files", "## the question", "## the answer", "## the evidence",
    "## the task", "## the files it names",
  ]

  init(_ text: String) {
    var current: String?
    var lines: [String: [Substring]] = [:]
    var before: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let name = line.trimmingSpace().lowercased().replacing("’", with: "'")
      if Self.headings.contains(name) {
        // A heading quoted inside a section does not replace the section of that name.
        current = lines[name] == nil ? name : "again: \(name)"
        lines[current ?? name, default: []] += []
      } else if line.hasPrefix(OfflineRole.advisorMark) {
        current = "## request"
      } else if let current {
        lines[current, default: []].append(line)
      } else {
        before.append(line)
      }
    }
    opening = before.joined(separator: "\n").trimmingSpace()
    bodies = lines.mapValues { $0.joined(separator: "\n").trimmingSpace() }
  }

  subscript(heading: String) -> String? { bodies["## " + heading] }
}

/// A person's prompt: the question, and the plan it may come with.
struct Prompt {
  var question: Question
  /// What is asked, or nil when it is outside the world.
  private(set) var task: (any OfflineTask)?
  var plan: String?
  /// Pages of documents that came with the plan.
  var looks: [Look: String] = [:]

  /// Reads a prompt; `earlier` are the words before it, for a prompt that only hands over a plan.
  init(reading text: String, earlier: String?, spokenBefore: String? = nil) {
    let sections = Sections(text)
    plan = sections["the plan"]
    looks = Self.pages(in: sections["the files it names"] ?? "")
    let named = sections["the user's words"] ?? sections["the question"] ?? sections["the task"]
    let own = named ?? (plan == nil ? text : sections.opening)
    question = Question(own)
    task = OfflineWorld.task(in: question)
    guard task == nil else { return }
    // Several prompts may be quoted one after the other; the newest is asked now.
    let newest = own.split(separator: "\n\n").last.map { Question(String($0)) }
    if let newest, let known = OfflineWorld.task(in: newest) {
      (question, task) = (newest, known)
      return
    }
    if plan == nil, let spokenBefore, spokenBefore.contains("# Plan") { plan = spokenBefore }
    if plan != nil, named == nil, let earlier {
      question = Question(earlier)
      task = OfflineWorld.task(in: question)
    }
  }

  private static let pageHeading = Pattern(/### `([^`]+)`/)
  private static let pageLines = Pattern(/lines (\d+)-\d+ of \d+/)

  /// The pages under headings such as "### `a.md`", each ended by its `lines 1-200 of 431`.
  private static func pages(in text: String) -> [Look: String] {
    var looks: [Look: String] = [:]
    var path: String?
    var page: [Substring] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("###"), let match = line.wholeMatch(of: Self.pageHeading) {
        path = String(match.1)
        page = []
        continue
      }
      page.append(line)
      guard let path, line.hasPrefix("lines"),
        let match = line.wholeMatch(of: Self.pageLines)
      else { continue }
      var input: JSONValue = ["path": .string(path)]
      if let from = Int(match.1), from > 1 {
        input = ["path": .string(path), "from": JSONValue(from)]
      }
      looks[Look(tool: "read", input: input)] = page.joined(separator: "\n")
      page = []
    }
    return looks
  }
}

extension Transcript {
  /// Every answered look at documents, by tool and arguments.
  var looks: [Look: String] {
    var calls: [String: ToolUse] = [:]
    var results: [Look: String] = [:]
    for message in messages {
      for call in message.toolUses { calls[call.id] = call }
      for result in message.toolResults {
        guard let call = calls[result.toolUseID] else { continue }
        results[Look(tool: call.name, input: call.input)] = result.text
      }
    }
    return results
  }

  /// The newest turn in which the person spoke, and the turn before that.
  var prompts: (index: Int, last: String, earlier: String?, spokenBefore: String?) {
    let spoken = messages.indices.filter {
      messages[$0].speaker == .user && !messages[$0].text.isEmpty
        && messages[$0].toolResults.isEmpty
    }
    let index = spoken.last ?? lastPromptIndex ?? 0
    let last = messages.indices.contains(index) ? messages[index].text : ""
    let before = messages.prefix(index).last { $0.speaker == .assistant }?.text
    return (index, last, spoken.dropLast().last.map { messages[$0].text }, before)
  }
}
