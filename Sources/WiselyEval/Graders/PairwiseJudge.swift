// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Has a model say which of two answers is better, asked in both orders; a flip is a tie.
public struct PairwiseJudge: Sendable {
  /// Which of two.
  public enum Preference: String, Hashable, Sendable, CaseIterable {
    /// The first answer given.
    case first
    /// The second.
    case second
    /// Neither.
    case tie
  }

  /// What came of it.
  public struct Verdict: Hashable, Sendable {
    /// The preference; nil when the judge could not be understood in either order.
    public var preference: Preference?
    /// What it said with the first answer shown first, and with it shown second.
    public var orders: [Preference?]
    /// Why, from the first order.
    public var reason: String
    /// The judge's calls.
    public var bill: [LedgerRow]

    /// Whether the order made no difference; nil when one of them was not judged.
    public var isConsistent: Bool? {
      guard let one = orders[0], let other = orders[1] else { return nil }
      return one == other
    }

    /// How often the answer shown first was preferred, a tie counting half; nil as above.
    public var firstPositionRate: Double? {
      guard let one = orders[0], let other = orders[1] else { return nil }
      let points: [Double] = [
        one == .tie ? 0.5 : one == .first ? 1 : 0, other == .tie ? 0.5 : other == .second ? 1 : 0,
      ]
      return (points[0] + points[1]) / 2
    }
  }

  /// The judge's name and version, with a hash of what it is told.
  public var name: String { "pairwise@1/\(judge.id)/\(texts.version(of: "pairwise"))" }
  private let judge: any LanguageModel
  private let rubric: String?
  private let maximumTokens: Int
  private let texts = GradingTexts.builtIn

  /// A judge, perhaps with a rubric.
  public init(_ judge: any LanguageModel, rubric: String? = nil, maximumTokens: Int = 2_048) {
    self.judge = judge
    self.rubric = rubric
    self.maximumTokens = maximumTokens
  }

  /// Compares two answers to a query.
  ///
  /// - Throws: `CancellationError`; a judge that fails gives no preference instead.
  public func compare(
    _ first: String, with second: String, to query: Query
  ) async throws -> Verdict {
    let one = try await ask(first, second, query)
    let other = try await ask(second, first, query)
    let mirrored: Preference? =
      switch other.said {
      case .first: .second
      case .second: .first
      default: other.said
      }
    var preference: Preference?
    if let said = one.said, let mirrored { preference = said == mirrored ? said : .tie }
    return Verdict(
      preference: preference, orders: [one.said, mirrored], reason: one.reason,
      bill: one.bill + other.bill)
  }

  private func ask(
    _ first: String, _ second: String, _ query: Query
  ) async throws -> (said: Preference?, reason: String, bill: [LedgerRow]) {
    var sections = JudgeSections(query)
    if let rubric { sections.add("What matters", rubric) }
    sections.add("Answer 1", first)
    sections.add("Answer 2", second)
    let request = ModelRequest(
      system: texts.pairwiseSystem,
      transcript: sections.transcript(ending: texts.pairwiseRequest),
      options: GenerationOptions(maximumTokens: maximumTokens, temperature: 0),
      context: CallContext(role: .judge, setup: judge.id.rawValue))
    let call = InnerCall(model: judge, request: request)
    switch try await call.result(emitting: .discarding, through: { [$0] }) {
    case .failed(let error, let bill): return (nil, error.message, bill)
    case .answered(let response):
      let word = JudgeSections.value(of: "verdict", in: response.text)?
        .prefix { $0.isLetter || $0.isNumber }
      let said: Preference? =
        switch word {
        case "1": .first
        case "2": .second
        case "tie": .tie
        default: nil
        }
      return (said, response.text.trimmingSpace(), response.bill)
    }
  }
}
