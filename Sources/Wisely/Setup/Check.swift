// SPDX-License-Identifier: Apache-2.0

/// Decides whether a draft may be the answer.
public protocol Check: Sendable {
  /// What it is called in results, such as `regex`.
  var name: String { get }

  /// Judges a draft; upstream calls made for it are emitted and reported.
  ///
  /// A check that cannot tell says no: whoever asked for one did not want unchecked answers.
  /// - Throws: `CancellationError`; any other error counts as a failed check.
  func verdict(on draft: Draft, emitting sink: EventSink) async throws -> CheckVerdict

  /// What judging a draft may cost at most.
  func worstCase(for draft: Draft) async throws -> Cost
}

extension Check {
  /// Nothing: most checks call nobody.
  public func worstCase(for draft: Draft) async throws -> Cost { .priced(.zero) }

  /// Judges a draft; events are dropped.
  public func verdict(on draft: Draft) async throws -> CheckVerdict {
    try await verdict(on: draft, emitting: .discarding)
  }

  func result(_ passed: Bool, _ reason: String) -> CheckVerdict {
    CheckVerdict(CheckResult(passed: passed, check: name, reason: reason))
  }
}

/// An answer that has not been checked.
public struct Draft: Hashable, Sendable {
  /// What a tool said while the answer was made.
  public struct Evidence: Hashable, Sendable {
    /// The call, on one line.
    public var source: String
    /// What the tool said.
    public var text: String
    /// Whether the tool failed.
    public var isError: Bool

    /// A piece of evidence.
    public init(source: String, text: String, isError: Bool = false) {
      self.source = source
      self.text = text
      self.isError = isError
    }
  }

  /// The person's newest words.
  public var question: String
  /// The answer.
  public var answer: String
  /// What the tools said since the question, oldest first.
  public var evidence: [Evidence]
  /// Where the question belongs.
  public var context: CallContext

  /// A draft.
  public init(
    question: String, answer: String, evidence: [Evidence] = [],
    context: CallContext = CallContext()
  ) {
    self.question = question
    self.answer = answer
    self.evidence = evidence
    self.context = context
  }

  /// The draft that answers a request.
  init(answer: String, to request: ModelRequest) {
    let messages = request.transcript.messages
    let start = request.transcript.lastPromptIndex
    let recent = Transcript(Array(messages[(start.map { $0 + 1 } ?? 0)...]))
    self.init(
      question: start.map { messages[$0].text } ?? "", answer: answer,
      evidence: ToolPair.pairs(in: recent).map {
        Evidence(
          source: ToolPair.describe($0.call), text: $0.result.text, isError: $0.result.isError)
      }, context: request.context)
  }
}

/// A check's result, and what it took to get it.
public struct CheckVerdict: Hashable, Sendable {
  /// The result.
  public var result: CheckResult
  /// Tokens used.
  public var usage: [ModelUsage]
  /// The ledger rows of the calls made for it.
  public var bill: [LedgerRow]

  /// A verdict.
  public init(_ result: CheckResult, usage: [ModelUsage] = [], bill: [LedgerRow] = []) {
    self.result = result
    self.usage = usage
    self.bill = bill
  }
}
