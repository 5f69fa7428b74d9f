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
  private let anthropic: AnthropicAssembly

  /// A bench.
  ///
  /// Where answers are compared, none may be cut to what a budget affords: then the smallest limit of an
  /// answer is the one that was asked for. `observe` is told what providers say of their limits.
  init(
    world: World, configuration: Configuration, ledger: any Ledger = ClosedLedger(),
    budget: Budget? = nil, smallestLimit: Int = MeteringPolicy().smallestLimit,
    observe: @escaping @Sendable (RateLimits) -> Void = { _ in }
  ) throws {
    self.world = world
    self.configuration = configuration
    self.catalogue = try PriceFiles.catalogue(world: world, configuration: configuration)
    self.ledger = ledger
    self.budget = budget
    self.smallestLimit = smallestLimit
    anthropic = AnthropicAssembly(
      world: world, settings: configuration.anthropic, catalogue: catalogue, observe: observe)
  }

  /// The model behind a configured name or a notation; `allowsPeer` lets a model advise itself.
  ///
  /// - Throws: `SetupError`, `CommandFailure`.
  func resolve(_ text: String, allowsPeer: Bool = false) throws -> Resolved {
    let named = configuration.setups[text]
    let notation = try named?.notation ?? SetupNotation(parsing: text)
    let models = try leaves(notation, inside: named == nil ? [] : [text])
    var settings = named?.settings ?? SetupSettings()
    if allowsPeer { settings.policy.allowsPeer = true }
    let model = try builder.build(notation, settings: settings)
    return Resolved(
      model: model, notation: try named == nil ? spelled(notation).description : text,
      expensive: models.count > 1 ? dearest(models) : nil, models: models,
      structure: try spelled(notation), settings: settings)
  }

  /// The message batches of Anthropic's API.
  var batches: AnthropicBatches { anthropic.batches }

  // MARK: - Names

  private var day: CalendarDay { world.surroundings.now().day }

  private func leaves(
    _ notation: SetupNotation, inside names: Set<String>
  ) throws -> [ModelID] {
    try notation.names.flatMap { name -> [ModelID] in
      guard let setup = configuration.setups[name] else { return [try modelID(name)] }
      guard !names.contains(name) else {
        throw SetupError("The setup '\(name)' is made of itself; take it out of its definition.")
      }
      return try leaves(setup.notation, inside: names.union([name]))
    }
  }

  private func modelID(_ name: String) throws -> ModelID {
    if let known = catalogue.resolve(name, on: day) { return known }
    let prefix = "anthropic/"
    if name.hasPrefix(prefix) {
      let rest = String(name.dropFirst(prefix.count))
      return catalogue.resolve(rest, on: day) ?? ModelID(rest)
    }
    if name.hasPrefix("claude-") { return ModelID(name) }
    let known =
      catalogue.sheets.filter { !$0.isRetired }.map(\.id.rawValue) + catalogue.aliases
      + configuration.setups.keys
    throw SetupError(
      "There is no model '\(name)'"
        + (NearestName.find(name, among: known).map { "; did you mean '\($0)'? (" }
          ?? "; look it up (")
        + "'wisely models' lists them, and 'anthropic/\(name)' sends the name as it is)."
    )
  }

  /// The notation with aliases resolved, as it is shown and booked.
  private func spelled(_ notation: SetupNotation) throws -> SetupNotation {
    func spell(_ notation: SetupNotation) throws -> SetupNotation {
      switch notation {
      case .model(let name, let effort):
        .model(
          name: configuration.setups[name] == nil ? try modelID(name).rawValue : name,
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
    let id = try modelID(leaf.name)
    if let offline = OfflineModel(id: id) {
      guard leaf.nativeAdvisor == nil else {
        throw SetupError(
          "'\(id)' is an offline model and has no native advisor; use advisor: \"own\".")
      }
      return metered(offline)
    }
    let native = try leaf.nativeAdvisor.map { name in
      MeteringPolicy.NativeAdvisor(
        model: try modelID(name), consultations: leaf.policy.consultations,
        maximumTokens: max(1_024, leaf.policy.adviceTokens))
    }
    try expectAnthropic(id, named: leaf.name)
    return anthropic.model(id, nativeAdvisor: native) { metered($0, $1) }
  }

  /// A model with a price is not yet one that can be reached: no other maker's API is spoken.
  private func expectAnthropic(_ id: ModelID, named name: String) throws {
    guard !id.rawValue.hasPrefix("claude-"), !name.hasPrefix("anthropic/") else { return }
    throw SetupError(
      "'\(id)' has a price, but its provider cannot be reached yet; "
        + "'anthropic/\(id)' sends the name to Anthropic's API or what stands for it.")
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
