// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// What a run will cost, about, before anything is called.
///
/// It counts four bytes of text as a token (three for tokenizers that make about 1.3 times as
/// many), and supposes three courses of events: see `Scenario`. Prompt caches are left out, since
/// nobody knows what they will do, so real runs over documents tend to be cheaper.
package struct DryRun: Sendable {
  /// A supposed course of events.
  package struct Scenario: Hashable, Sendable {
    /// How often a model is called that has documents to read.
    package var steps: Int
    /// How many tokens a model says in one call.
    package var output: Int
    /// How much of the documents it reads.
    package var reading: Double
    /// How many of the consultations that are allowed are held.
    package var consulting: Double
    /// How often a cascade goes on to its strong model.
    package var escalating: Double

    /// Short answers, nothing read twice, nobody asked.
    package static let low = Scenario(
      steps: 2, output: 100, reading: 0.1, consulting: 0, escalating: 0)
    /// Some of everything.
    package static let mid = Scenario(
      steps: 3, output: 400, reading: 0.4, consulting: 0.3, escalating: 0.3)
    /// Long answers, everything read, everybody asked.
    package static let high = Scenario(
      steps: 6, output: 1_200, reading: 1, consulting: 1, escalating: 1)
  }

  /// A setup's estimate for all of its attempts; a cost is unknown where a model has no price.
  package struct Line: Hashable, Sendable {
    /// The setup.
    package var setup: String
    /// How many attempts are left to make.
    package var attempts: Int
    /// With little said and nobody asked.
    package var low = Cost.priced(.zero)
    /// With some of everything.
    package var mid = Cost.priced(.zero)
    /// With much said and everybody asked.
    package var high = Cost.priced(.zero)
    /// The worst case of every attempt's first step, which is what a budget has to hold.
    package var firstSteps = Cost.priced(.zero)

    /// Nothing yet.
    package init(setup: String, attempts: Int) {
      self.setup = setup
      self.attempts = attempts
    }
  }

  /// How large a query is.
  package struct Size: Hashable, Sendable {
    /// The bytes of its words.
    package var prompt: Int
    /// The bytes of its documents.
    package var documents: Int

    /// A size.
    package init(prompt: Int, documents: Int = 0) {
      self.prompt = prompt
      self.documents = documents
    }
  }

  private let catalogue: PriceCatalogue
  private let day: CalendarDay
  private let configured: @Sendable (String) -> (notation: SetupNotation, settings: SetupSettings)?

  /// Estimates by a catalogue's prices on a day; `configured` knows setups that have names.
  package init(
    catalogue: PriceCatalogue, on day: CalendarDay,
    configured:
      @escaping @Sendable (String) -> (
        notation: SetupNotation, settings: SetupSettings
      )? = { _ in nil }
  ) {
    self.catalogue = catalogue
    self.day = day
    self.configured = configured
  }

  /// What one attempt costs, about.
  package func cost(
    of setup: SetupNotation, settings: SetupSettings = SetupSettings(), size: Size,
    isBatch: Bool = false, _ scenario: Scenario
  ) -> Cost {
    cost(of: setup, settings, size, isBatch, standing: 0, scenario)
  }

  /// What it costs to have one answer judged, about; judges do not read documents.
  package func judging(by judge: SetupNotation, size: Size, _ scenario: Scenario) -> Cost {
    let texts = GradingTexts.builtIn
    let told = [texts.judgeSystem, texts.judgeRubric, texts.judgeRequest]
    let bytes = told.reduce(size.prompt) { $0 + $1.utf8.count }
    return call(
      of: judge, prompt: bytes / 4 + scenario.output, output: min(scenario.output, 300))
  }

  private func cost(
    of setup: SetupNotation, _ settings: SetupSettings, _ size: Size, _ isBatch: Bool,
    standing: Int, _ scenario: Scenario
  ) -> Cost {
    func cost(of setup: SetupNotation, settings: SetupSettings, standing: Int) -> Cost {
      self.cost(of: setup, settings, size, false, standing: standing, scenario)
    }
    switch setup {
    case .model(let name, _):
      if let inner = configured(name) {
        return cost(of: inner.notation, settings: inner.settings, standing: standing)
      }
      return work(of: ModelID(name), size, isBatch, standing, scenario)
    case .advised(let executor, let advisor):
      // When and how to consult stands in each of its requests, whether it does or not.
      let alone = cost(of: executor, settings: settings, standing: standing + Self.consulting)
      let consultations = Double(settings.policy.consultations) * scenario.consulting
      return alone
        + consultation(by: advisor, settings.policy, size, scenario, times: consultations)
    case .planned(let planner, let executor):
      return cost(of: planner, settings: settings, standing: standing)
        + cost(of: executor, settings: settings, standing: standing)
    case .cascade(let first, let strong):
      let cheap = cost(of: first, settings: settings, standing: standing)
      // Whoever judges reads the question and the draft, and says a word.
      let judging =
        settings.check.map { $0 == .judge } ?? true
        ? call(of: strong, prompt: size.prompt / 4 + scenario.output, output: 60) : .priced(.zero)
      let redoing = cost(of: strong, settings: settings, standing: standing)
      return cheap + judging + share(scenario.escalating, of: redoing)
    }
  }

  // MARK: - Parts

  /// The tokens of what an executor is told about consulting, with the tool's schema.
  private static let consulting = 450

  private func tokens(_ bytes: Int, for model: ModelID) -> Int {
    let isDenser = catalogue.sheet(for: model)?.tokenizer == .claude2
    return (bytes + 3) / (isDenser ? 3 : 4)
  }

  private func work(
    of model: ModelID, _ size: Size, _ isBatch: Bool, _ standing: Int, _ scenario: Scenario
  ) -> Cost {
    let hasDocuments = size.documents > 0
    let steps = hasDocuments ? scenario.steps : 1
    // Three tools with their schemas.
    let opening = tokens(size.prompt, for: model) + (hasDocuments ? 700 : 20) + standing
    let reading = Int(Double(tokens(size.documents, for: model)) * scenario.reading)
    var usage = Usage()
    for step in 0..<steps {
      usage.input += opening + reading * step / max(1, steps - 1) + step * scenario.output
      usage.output += scenario.output
    }
    let service = Service(isBatch: isBatch)
    return catalogue.cost(of: ModelUsage(model: model, usage: usage, service: service), on: day)
  }

  private func consultation(
    by advisor: SetupNotation, _ policy: ConsultationPolicy, _ size: Size, _ scenario: Scenario,
    times: Double
  ) -> Cost {
    let shown: Int
    switch policy.view {
    case .brief(let limit): shown = min(limit, size.prompt / 4 + 500 + 2 * scenario.output)
    case .transcript:
      shown = (size.prompt + Int(Double(size.documents) * scenario.reading)) / 4 + 500
    }
    let advice = min(policy.adviceTokens, scenario.output + 200)
    return share(times, of: call(of: advisor, prompt: shown + 500, output: advice))
  }

  /// One call of a model, or of the first one in a setup.
  private func call(of setup: SetupNotation, prompt: Int, output: Int) -> Cost {
    guard let name = setup.names.first else { return .unpriced }
    if let inner = configured(name) {
      return call(of: inner.notation, prompt: prompt, output: output)
    }
    let usage = Usage(input: prompt, output: output)
    return catalogue.cost(of: ModelUsage(model: ModelID(name), usage: usage), on: day)
  }

  private func share(_ share: Double, of cost: Cost) -> Cost {
    guard let amount = cost.amount else { return share == 0 ? .priced(.zero) : .unpriced }
    // To the thousandth, which is more than an estimate knows.
    return .priced(Money(picodollars: amount.picodollars * Int128(share * 1_000) / 1_000))
  }
}
