// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Has a model score the answer from 0 to 10 by a rubric, or against a reference answer.
///
/// The judge sees the question, the answer and what it is graded by; nothing of who answered, how
/// long it took or what it cost. Its calls are on the grade's own bill. A judge that declines or
/// gives no score has given none: that is not zero. One that cannot be asked now throws
/// `GradingFailure`.
public struct JudgeGrader: Grader {
  /// What an answer is graded by.
  public struct Question: Hashable, Sendable {
    /// What a right answer is; nil for the built-in rubric.
    public var rubric: String?
    /// An answer known to be right.
    public var reference: String?

    /// A question to a judge.
    public init(rubric: String? = nil, reference: String? = nil) {
      self.rubric = rubric
      self.reference = reference
    }

    /// Reads a rubric, `{"rubric", "reference"}`, or null for the built-in rubric.
    ///
    /// - Throws: `EvalError` for anything else.
    public init(_ value: JSONValue) throws(EvalError) {
      switch value {
      case .null: self.init()
      case .string(let text) where !text.trimmingSpace().isEmpty: self.init(rubric: text)
      case .object(let object)
      where object.members.allSatisfy({
        ["rubric", "reference"].contains($0.key) && $0.value.string?.isEmpty == false
      }) && !object.isEmpty:
        self.init(rubric: object["rubric"]?.string, reference: object["reference"]?.string)
      default:
        throw EvalError(
          .input,
          "A judge must be given a rubric in words or {\"reference\": …}, not \(value.text).")
      }
    }
  }

  /// The grader's name: with the judge's, and a hash of what it is told.
  public var name: String { "judge@1/\(judge.id)/\(texts.version(of: "judge"))" }
  private let judge: any LanguageModel
  private let question: Question
  private let maximumTokens: Int
  private let texts = GradingTexts.builtIn

  /// A grader that asks a model.
  public init(_ judge: any LanguageModel, _ question: Question, maximumTokens: Int = 2_048) {
    self.judge = judge
    self.question = question
    self.maximumTokens = maximumTokens
  }

  /// Asks the judge.
  public func grade(_ answer: String, to query: Query) async throws -> Grade {
    let call = InnerCall(model: judge, request: request(for: answer, to: query))
    switch try await call.result(emitting: .discarding, through: { [$0] }) {
    case .failed(let error, let bill):
      // An answer that is too much for the judge stays that; everything else may pass.
      guard case .modelFailed = AttemptAnswer(error: error).verdict else {
        throw GradingFailure(error, bill: bill)
      }
      return Grade(score: nil, reason: "The judge gave no score: \(error.message)", bill: bill)
    case .answered(let response):
      guard response.stopReason == .endTurn || response.stopReason == .stopSequence,
        let score = Self.score(in: response.text)
      else {
        return Grade(
          score: nil, reason: "The judge gave no score (\(response.stopReason)).",
          bill: response.bill)
      }
      return Grade(
        score: score, reason: "The judge: \(Self.reason(in: response.text))", bill: response.bill)
    }
  }

  private func request(for answer: String, to query: Query) -> ModelRequest {
    let fallback = question.reference == nil ? texts.judgeRubric : texts.judgeReference
    var sections = JudgeSections(query)
    sections.add("The answer", answer)
    sections.add("What it is graded by", question.rubric ?? fallback)
    if let reference = question.reference { sections.add("The reference answer", reference) }
    return ModelRequest(
      system: texts.judgeSystem, transcript: sections.transcript(ending: texts.judgeRequest),
      options: GenerationOptions(maximumTokens: maximumTokens, temperature: 0),
      context: CallContext(role: .judge, setup: judge.id.rawValue))
  }

  /// The last `Score: N` between 0 and 10, as a share.
  static func score(in text: String) -> Double? {
    guard let rest = JudgeSections.value(of: "score", in: text),
      let number = NumberScanner(rest).all.first?.value, (0...10).contains(number)
    else { return nil }
    return number / 10
  }

  /// The words before the score, on one line.
  private static func reason(in text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingSpace() }
      .filter { !$0.isEmpty && !$0.lowercased().contains("score:") }
    let reason = lines.joined(separator: " ")
    return reason.isEmpty ? "it gave no reason." : reason
  }
}

/// What a judge is shown, under headings.
struct JudgeSections {
  private var sections: [String] = []

  /// Begins with the question and what was said before it.
  init(_ query: Query) {
    if let system = query.system { add("The standing instructions", system) }
    if !query.history.isEmpty {
      let lines = query.history.map { "\($0.speaker.rawValue): \($0.text)" }
      add("What was said before", lines.joined(separator: "\n\n"))
    }
    add("The question", query.prompt)
  }

  mutating func add(_ heading: String, _ text: String) {
    sections.append("## \(heading)\n\(text)")
  }

  func transcript(ending request: String) -> Transcript {
    Transcript([.user((sections + [request]).joined(separator: "\n\n"))])
  }

  /// What follows the last `name:`, marks of emphasis apart.
  static func value(of name: String, in text: String) -> String? {
    for line in text.split(whereSeparator: \.isNewline).reversed() {
      let bare = line.lowercased().filter { !"*_#`>".contains($0) }
      guard let mark = bare.ranges(of: "\(name):").last else { continue }
      let rest = bare[mark.upperBound...].trimmingSpace()
      if !rest.isEmpty { return rest }
    }
    return nil
  }
}
