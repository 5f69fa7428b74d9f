// SPDX-License-Identifier: Apache-2.0

/// One tool call with its answer, as the stall detector looks at it.
public struct Step: Hashable, Sendable {
  /// The tool.
  public var tool: String
  /// The arguments.
  public var arguments: JSONValue
  /// What the tool said.
  public var result: String
  /// Whether it failed.
  public var isError: Bool
  /// What the call could change.
  public var effect: ToolDefinition.Effect
  /// The turn it was made in, since calls of one turn are made at once; nil for a turn of its own.
  public var turn: Int?
  /// The file or address it is about, if it names one.
  public var resource: String?
  /// A digest of the working tree after the step, where somebody takes one.
  public var stateHash: String?
  /// The tests that failed, empty when all passed; nil when the step ran no tests.
  public var failingTests: Set<String>?

  /// A step; the resource is read from the arguments unless it is given.
  public init(
    tool: String, arguments: JSONValue = [:], result: String = "", isError: Bool = false,
    effect: ToolDefinition.Effect = .reads, turn: Int? = nil, resource: String? = nil,
    stateHash: String? = nil, failingTests: Set<String>? = nil
  ) {
    self.tool = tool
    self.arguments = arguments
    self.result = result
    self.isError = isError
    self.effect = effect
    self.turn = turn
    self.resource = resource ?? Self.resource(in: arguments)
    self.stateHash = stateHash
    self.failingTests = failingTests
  }

  private static let resourceKeys = [
    "path", "file_path", "filepath", "file", "filename", "notebook_path", "url", "uri",
  ]

  static func resource(in arguments: JSONValue) -> String? {
    resourceKeys.lazy.compactMap { arguments[$0]?.string }.first { !$0.isEmpty }
  }
}

extension Step {
  /// The answered tool calls since the person last spoke, in the order they were made.
  ///
  /// Calls the harness answered itself (consultations, withheld calls) are not steps. `annotate` may
  /// add what a transcript does not hold, such as the digest of the working tree.
  public static func steps(
    since transcript: Transcript, tools: [ToolDefinition],
    annotate: (inout Step, ToolUse) -> Void = { _, _ in }
  ) -> [Step] {
    extract(from: transcript, tools: tools, annotate: annotate).steps
  }

  /// How many of those steps had been made when the newest consultation was held, or nil for none.
  public static func stepsBeforeLastConsultation(
    in transcript: Transcript, tools: [ToolDefinition]
  ) -> Int? {
    extract(from: transcript, tools: tools, annotate: { _, _ in }).consultedAt
  }

  private static func extract(
    from transcript: Transcript, tools: [ToolDefinition],
    annotate: (inout Step, ToolUse) -> Void
  ) -> (steps: [Step], consultedAt: Int?) {
    let start = transcript.lastPromptIndex.map { $0 + 1 } ?? 0
    let messages = transcript.messages[start...]
    let results = Dictionary(
      messages.flatMap(\.toolResults).map { ($0.toolUseID, $0) }, uniquingKeysWith: { $1 })
    let effects = Dictionary(tools.map { ($0.name, $0.effect) }, uniquingKeysWith: { $1 })
    var steps: [Step] = []
    var consultedAt: Int?
    for (turn, message) in messages.enumerated() where message.speaker == .assistant {
      for block in message.blocks {
        switch block {
        case .consultation(let block) where !block.consultations.isEmpty: consultedAt = steps.count
        case .toolUse(let call):
          guard let result = results[call.id] else { continue }
          var step = Step(call, result: result, effect: effects[call.name] ?? .reads)
          step.turn = turn
          annotate(&step, call)
          steps.append(step)
        default: continue
        }
      }
    }
    return (steps, consultedAt)
  }

  /// A call with its answer; a command that only reads counts as reading.
  init(_ call: ToolUse, result: ToolResult, effect: ToolDefinition.Effect) {
    let command = (call.input["command"] ?? call.input["cmd"])?.string
    let text = result.text
    // Only the detector trusts this: permissions never look at a command's first word.
    let onlyReads = command.map(ShellCommand.onlyReads) ?? false
    self.init(
      tool: call.name, arguments: call.input, result: text, isError: result.isError,
      effect: onlyReads ? .reads : effect,
      failingTests: FailingTests.found(in: text, command: command, isError: result.isError))
  }
}

/// What the first word of a shell command gives away.
enum ShellCommand {
  private static let readers: Set<String> = [
    "ls", "cat", "head", "tail", "less", "grep", "rg", "find", "pwd", "wc", "file", "stat", "tree",
    "which", "echo", "diff", "du", "env", "date",
  ]
  private static let gitReaders: Set<String> = ["status", "diff", "log", "show", "blame", "branch"]

  /// Whether a command surely changes nothing; redirections and chains are taken for changes.
  static func onlyReads(_ command: String) -> Bool {
    guard !command.contains(where: { ">;&|`$\n".contains($0) }) else { return false }
    let words = command.split(whereSeparator: \.isWhitespace)
    guard let first = words.first else { return true }
    if first == "git" { return words.count > 1 && gitReaders.contains(String(words[1])) }
    if first == "find" { return !words.contains("-delete") && !words.contains("-exec") }
    return readers.contains(String(first))
  }
}
