// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyProviders

/// Puts everything together that a setup's name stands for: prices, ledger, budget, providers.
struct Workbench: Sendable {
  /// A setup ready to answer.
  struct Resolved: Sendable {
    /// The model.
    var model: any LanguageModel
    /// The setup as it was understood, aliases resolved.
    var notation: String
    /// The dearest model in it, to compare costs with.
    var expensive: ModelID?
    /// The models in it.
    var models: [ModelID]
    /// How it is made, aliases resolved; names of configured setups stand for themselves.
    var structure: SetupNotation
    /// What else is set about it.
    var settings: SetupSettings
  }

  private let world: World
  private let configuration: Configuration
  /// The prices everything is billed by.
  let catalogue: PriceCatalogue
  private let ledger: any Ledger
  private let budget: Budget?
  private let smallestLimit: Int
  private let keeping: Keeping
  private let anthropic: AnthropicAssembly
  private let providers: [String: OpenAIAssembly]
  private let watch: PromptWatch

  /// A bench.
  ///
  /// Where answers are compared, none may be cut to what a budget affords: then the smallest limit of an
  /// answer is the one that was asked for. `observe` is told what providers say of their limits, and
  /// `warn` of prompts that a server cut, where nobody follows the events of answers.
  init(
    world: World, configuration: Configuration, ledger: any Ledger = ClosedLedger(),
    budget: Budget? = nil, smallestLimit: Int = MeteringPolicy().smallestLimit,
    keeping: Keeping = .nothing, observe: @escaping @Sendable (RateLimits) -> Void = { _ in },
    warn: @escaping @Sendable (Notice) -> Void = { _ in }
  ) throws {
    self.world = world
    watch = PromptWatch(telling: warn)
    self.configuration = configuration
    self.catalogue = try PriceFiles.catalogue(world: world, configuration: configuration)
    self.ledger = ledger
    self.budget = budget
    self.smallestLimit = smallestLimit
    self.keeping = keeping
    anthropic = AnthropicAssembly(
      world: world, settings: configuration.anthropic, catalogue: catalogue, observe: observe)
    providers = configuration.providers.mapValues {
      OpenAIAssembly(world: world, settings: $0, observe: observe)
    }
  }

  /// The model behind a configured name or a notation; `allowsPeer` lets a model advise itself.
  ///
  /// - Throws: `SetupError`, `CommandFailure`.
  func resolve(_ text: String, allowsPeer: Bool = false) throws -> Resolved {
    let named = configuration.setups[text]
    let notation = try named?.notation ?? SetupNotation(parsing: text)
    let models = try leaves(notation, inside: named == nil ? [] : [text]).map(\.id)
    var settings = named?.settings ?? SetupSettings()
    if allowsPeer { settings.policy.allowsPeer = true }
    let model = try builder.build(notation, settings: settings)
    return Resolved(
      model: model, notation: try named == nil ? spelled(notation).description : text,
      expensive: models.count > 1 ? dearest(models) : nil, models: models,
      structure: try spelled(notation), settings: settings)
  }

  /// The batches through which a model can be asked; nil where its provider has none.
  func batches(for model: ModelID) -> (any BatchService)? {
    switch directory.server(of: model) {
    case .anthropic?: anthropic.batches
    case .provider(let name)?: providers[name]?.batches(catalogue)
    case .offline?, nil: nil
    }
  }

  // MARK: - Names

  private var day: CalendarDay { world.surroundings.now().day }

  private var directory: ModelDirectory {
    ModelDirectory(catalogue: catalogue, configuration: configuration, day: day)
  }

  private func leaves(
    _ notation: SetupNotation, inside names: Set<String>
  ) throws -> [ModelDirectory.Entry] {
    try notation.names.flatMap { name -> [ModelDirectory.Entry] in
      guard let setup = configuration.setups[name] else { return [try directory.entry(name)] }
      guard !names.contains(name) else {
        throw SetupError("The setup '\(name)' is made of itself; take it out of its definition.")
      }
      return try leaves(setup.notation, inside: names.union([name]))
    }
  }

  /// The notation with aliases resolved, as it is shown and booked.
  private func spelled(_ notation: SetupNotation) throws -> SetupNotation {
    func spell(_ notation: SetupNotation) throws -> SetupNotation {
      switch notation {
      case .model(let name, let effort):
        .model(
          name: configuration.setups[name] == nil ? try directory.entry(name).spelling : name,
          effort: effort)
      case .advised(let one, let two): .advised(executor: try spell(one), advisor: try spell(two))
      case .planned(let one, let two): .planned(planner: try spell(one), executor: try spell(two))
      case .cascade(let one, let two): .cascade(first: try spell(one), strong: try spell(two))
      }
    }
    return try spell(notation)
  }

  /// The model that costs most.
  func dearest(_ models: [ModelID]) -> ModelID? {
    let million = Usage(input: 1_000_000, output: 1_000_000)
    return models.max { left, right in
      let costs = [left, right].map {
        catalogue.cost(of: ModelUsage(model: $0, usage: million), on: day).amount ?? .zero
      }
      return costs[0] < costs[1]
    }
  }

  // MARK: - Models

  private var builder: SetupBuilder {
    SetupBuilder(
      makeModel: { leaf in try make(leaf) },
      named: { name in configuration.setups[name].map { ($0.notation, $0.settings) } },
      isSameOrWeaker: { catalogue.isSameOrWeaker($0, than: $1) }, now: world.surroundings.now,
      runCommand: world.checkRunner(configuration: configuration),
      promptCost: { model, tokens in
        catalogue.cost(of: ModelUsage(model: model, usage: Usage(cacheWrite5m: tokens)), on: day)
      })
  }

  private func make(_ leaf: SetupBuilder.Leaf) throws -> any LanguageModel {
    let entry = try directory.entry(leaf.name)
    let advisor = try leaf.nativeAdvisor.map { try directory.entry($0) }
    guard let advisor else { return kept(try make(entry, advisedBy: nil)) }
    for model in [entry, advisor] where model.server != .anthropic {
      throw SetupError(
        "The native advisor is a tool of Anthropic's API, and '\(model.id)' is not served there; use advisor: \"own\"."
      )
    }
    let native = MeteringPolicy.NativeAdvisor(
      model: advisor.id, consultations: leaf.policy.consultations,
      maximumTokens: max(1_024, leaf.policy.adviceTokens))
    return kept(try make(entry, advisedBy: native))
  }

  private func kept(_ model: some LanguageModel) -> any LanguageModel {
    keeping.wrapping(model, surroundings: world.surroundings)
  }

  private func make(
    _ entry: ModelDirectory.Entry, advisedBy native: MeteringPolicy.NativeAdvisor?
  ) throws -> any LanguageModel {
    switch entry.server {
    case .offline:
      guard let model = OfflineModel(id: entry.id) else { break }
      return metered(model)
    case .anthropic: return anthropic.model(entry.id, nativeAdvisor: native) { metered($0, $1) }
    case .provider(let name):
      guard let provider = providers[name] else { break }
      let model = provider.model(entry.id, catalogue: catalogue) { booked($0, $1) }
      return provider.preset.isLocal ? watched(model) : model
    }
    throw SetupError("There is no way to '\(entry.id)'.")
  }

  private func booked(
    _ model: some LanguageModel, _ policy: MeteringPolicy
  ) -> any LanguageModel { metered(model, policy) }

  private func watched(_ model: some LanguageModel) -> any LanguageModel {
    WatchedModel(model, context: catalogue.sheet(for: model.id)?.context, watch: watch)
  }

  private func metered<Model: LanguageModel>(
    _ model: Model, _ policy: MeteringPolicy = MeteringPolicy()
  ) -> MeteredModel<Model> {
    var policy = policy
    policy.smallestLimit = smallestLimit
    return MeteredModel(
      model, catalogue: catalogue, ledger: ledger, surroundings: world.surroundings,
      budget: budget, policy: policy)
  }
}

/// The ledger of commands that make no calls; using it is an error, not a loss.
struct ClosedLedger: Ledger {
  func open(_ hold: Hold) async throws {
    throw CommandFailure(Exit.ledger, "No ledger is open, so no call may be made.")
  }

  func settle(_ hold: Hold, as rows: [LedgerRow]) async throws {
    throw CommandFailure(Exit.ledger, "No ledger is open, so no call can be booked.")
  }
}
