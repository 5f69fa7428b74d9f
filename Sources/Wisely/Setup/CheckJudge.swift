// SPDX-License-Identifier: Apache-2.0

/// Has a model say whether the answer may be sent.
///
/// The judge sees the question, the answer and the newest evidence as one message, no tools and no
/// draft's reasoning. A judge that is out of reach, declines or begins with neither word has not
/// passed the answer: the result says that it could not be judged.
public struct JudgeCheck: Check {
  /// The check's name.
  public var name: String { "judge" }
  private let judge: any LanguageModel
  private let system: String
  private let evidenceBytes: Int
  private let maximumTokens: Int

  /// A judge; evidence beyond the bound is left out, the oldest first.
  public init(
    _ judge: any LanguageModel, system: String = Clauses.builtIn.checkerSystem,
    evidenceBytes: Int = 24_000, maximumTokens: Int = 1_024
  ) {
    self.judge = judge
    self.system = system
    self.evidenceBytes = evidenceBytes
    self.maximumTokens = maximumTokens
  }

  /// Asks the judge; its words are not part of any answer and are not emitted.
  public func verdict(on draft: Draft, emitting sink: EventSink) async throws -> CheckVerdict {
    let call = InnerCall(model: judge, request: request(for: draft))
    let outcome = try await call.result(emitting: sink) { event in
      switch event {
      case .started, .billed, .notice: [event]
      default: []
      }
    }
    switch outcome {
    case .failed(let error, let bill):
      return CheckVerdict(
        unjudged(error.message), usage: error.usage, bill: bill)
    case .answered(let response):
      return CheckVerdict(read(response), usage: response.usage, bill: response.bill)
    }
  }

  /// The judge's worst case.
  public func worstCase(for draft: Draft) async throws -> Cost {
    try await judge.quote(for: request(for: draft)).worstCase
  }

  private func request(for draft: Draft) -> ModelRequest {
    var sections = ["## The question\n" + draft.question, "## The answer\n" + draft.answer]
    let evidence = newestEvidence(of: draft)
    if !evidence.isEmpty { sections.append("## The evidence\n" + evidence) }
    sections.append("May the answer be sent as it is? First word: pass or fail.")
    return ModelRequest(
      system: system, transcript: Transcript([.user(sections.joined(separator: "\n\n"))]),
      options: GenerationOptions(maximumTokens: maximumTokens),
      context: draft.context.inner(.check, of: judge.id))
  }

  private func newestEvidence(of draft: Draft) -> String {
    var left = evidenceBytes
    var kept: [String] = []
    for piece in draft.evidence.reversed() {
      let text = "### \(piece.source)\(piece.isError ? " (failed)" : "")\n\(piece.text)"
      guard text.utf8.count <= left else {
        // A part of the newest result is better than none of it.
        if kept.isEmpty { kept.append(AdvisorView.cut(text, to: left)) }
        break
      }
      kept.append(text)
      left -= text.utf8.count
    }
    return kept.reversed().joined(separator: "\n\n")
  }

  private func unjudged(_ reason: String) -> CheckResult {
    CheckResult(
      passed: false, check: name, reason: "The answer could not be judged: \(reason)")
  }

  private func read(_ response: ModelResponse) -> CheckResult {
    let text = response.message.text.trimmingSpace()
    let decoration: Set<Character> = ["*", "#", "_", "`", " ", "\"", "\n", ">", "-", ":"]
    var rest = text.drop { decoration.contains($0) }
    if rest.lowercased().hasPrefix("verdict") {
      rest = rest.dropFirst("verdict".count).drop { decoration.contains($0) }
    }
    let word = rest.prefix(while: \.isLetter)
    let reason = rest.dropFirst(word.count)
      .drop { decoration.contains($0) || ".,;—".contains($0) }.trimmingSpace()
    switch word.lowercased() {
    case "pass", "passed", "passes":
      return CheckResult(passed: true, check: name, reason: reason.isEmpty ? "Passed." : reason)
    case "fail", "failed", "fails":
      return CheckResult(passed: false, check: name, reason: reason.isEmpty ? "Failed." : reason)
    default:
      guard !text.isEmpty else { return unjudged("\(judge.id) said nothing.") }
      return unjudged("\(judge.id) began with neither pass nor fail: \(text.prefix(120))")
    }
  }
}
