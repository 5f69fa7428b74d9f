// SPDX-License-Identifier: Apache-2.0

/// What can be set about a setup besides its notation.
public struct SetupSettings: Hashable, Sendable {
  /// When and how the executor consults.
  public var policy = ConsultationPolicy()
  /// Whether the provider's own advisor tool is used instead of ours.
  public var isAdvisorNative = false
  /// How a plan is handed over.
  public var handover = Handover.fresh
  /// The check of a cascade; nil lets the strong model judge.
  public var check: CheckSpecification?

  /// The defaults.
  public init() {}
}

/// Makes models of setups: a setup is a model made of models.
public struct SetupBuilder: Sendable {
  /// A name that stands for one model, with the provider's own advisor if the setup asks for it.
  public struct Leaf: Hashable, Sendable {
    /// The model.
    public var name: String
    /// The advisor the provider is to run by itself.
    public var nativeAdvisor: String?
    /// The caps of that advisor.
    public var policy: ConsultationPolicy
  }

  /// Makes the model behind a name; throws `SetupError` when there is none.
  public var makeModel: @Sendable (Leaf) throws -> any LanguageModel
  /// Settings and notation behind a configured name, or nil when it is a model's.
  public var named: @Sendable (String) -> (notation: SetupNotation, settings: SetupSettings)?
  /// Whether the first model is as strong as the second or weaker; nil when nobody knows.
  public var isSameOrWeaker: @Sendable (ModelID, ModelID) -> Bool?
  /// The time, for durations of consultations.
  public var now: @Sendable () -> Timestamp
  /// Runs a cascade's command check, or nil where commands are not run.
  public var runCommand: CommandCheck.Runner?
  /// Asks a person about a plan; `.automatic` where nothing can be written.
  public var approval: PlanApproval?
  /// The price of a prompt, for hand-over quotes.
  public var promptCost: @Sendable (ModelID, Int) -> Cost

  /// A builder.
  public init(
    makeModel: @escaping @Sendable (Leaf) throws -> any LanguageModel,
    named: @escaping @Sendable (String) -> (notation: SetupNotation, settings: SetupSettings)? = {
      _ in nil
    },
    isSameOrWeaker: @escaping @Sendable (ModelID, ModelID) -> Bool? = { _, _ in nil },
    now: @escaping @Sendable () -> Timestamp = { Timestamp(microseconds: 0) },
    runCommand: CommandCheck.Runner? = nil, approval: PlanApproval? = nil,
    promptCost: @escaping @Sendable (ModelID, Int) -> Cost = { _, _ in .unpriced }
  ) {
    self.makeModel = makeModel
    self.named = named
    self.isSameOrWeaker = isSameOrWeaker
    self.now = now
    self.runCommand = runCommand
    self.approval = approval
    self.promptCost = promptCost
  }

  /// The model of a setup; its id is the notation, and every call below carries it.
  ///
  /// - Throws: `SetupError` naming what does not go together.
  public func build(
    _ notation: SetupNotation, settings: SetupSettings = SetupSettings()
  ) throws -> any LanguageModel {
    SetupModel(try make(notation, settings, inside: []), setup: notation.description)
  }

  private func make(
    _ notation: SetupNotation, _ settings: SetupSettings, inside names: Set<String>
  ) throws -> any LanguageModel {
    switch notation {
    case .model(let name, let effort):
      return try single(name, effort, settings, inside: names)
    case .advised(let executor, let advisor):
      return try advised(executor, advisor, settings, inside: names)
    case .planned(let planner, let executor):
      return PlannedModel(
        planner: try make(planner, settings, inside: names),
        executor: try make(executor, settings, inside: names), handover: settings.handover,
        approval: approval, promptCost: promptCost)
    case .cascade(let first, let strong):
      let strongModel = try make(strong, settings, inside: names)
      let check = try (settings.check ?? .judge).makeCheck(judge: strongModel, run: runCommand)
      return CascadeModel(
        first: try make(first, settings, inside: names), strong: strongModel, check: check)
    }
  }

  private func single(
    _ name: String, _ effort: Effort?, _ settings: SetupSettings, inside names: Set<String>
  ) throws -> any LanguageModel {
    guard let configured = named(name) else {
      let leaf = Leaf(name: name, nativeAdvisor: nil, policy: settings.policy)
      return tuned(try makeModel(leaf), effort)
    }
    guard !names.contains(name) else {
      throw SetupError("The setup '\(name)' is made of itself; take it out of its own definition.")
    }
    let inner = try make(
      configured.notation, configured.settings, inside: names.union([name]))
    return tuned(inner, effort)
  }

  private func tuned(_ model: any LanguageModel, _ effort: Effort?) -> any LanguageModel {
    guard let effort else { return model }
    return TunedModel(model, effort: effort)
  }

  private func advised(
    _ executor: SetupNotation, _ advisor: SetupNotation, _ settings: SetupSettings,
    inside names: Set<String>
  ) throws -> any LanguageModel {
    if settings.isAdvisorNative {
      guard case .model(let name, let effort) = executor,
        case .model(let advisorName, nil) = advisor
      else {
        throw SetupError(
          "The provider's own advisor works between two models only, without an effort for the advisor; use advisor: \"own\" for '\(executor)+\(advisor)'."
        )
      }
      let leaf = Leaf(name: name, nativeAdvisor: advisorName, policy: settings.policy)
      return tuned(try makeModel(leaf), effort)
    }
    let pair = AdvisedModel(
      executor: try make(executor, settings, inside: names),
      advisor: try make(advisor, settings, inside: names), policy: settings.policy, now: now)
    let isPeer =
      pair.executor.id == pair.advisor.id
      || isSameOrWeaker(pair.advisor.id.withoutEffort, pair.executor.id.withoutEffort) == true
    guard settings.policy.allowsPeer || !isPeer else {
      throw SetupError(
        "'\(pair.advisor.id)' is no stronger than '\(pair.executor.id)', so its advice would only cost; choose a stronger advisor, or set allowPeer: true in a named setup."
      )
    }
    return pair
  }
}

extension ModelID {
  /// The name before an effort.
  fileprivate var withoutEffort: ModelID {
    ModelID(String(rawValue.prefix { $0 != "@" }))
  }
}
