// SPDX-License-Identifier: Apache-2.0

extension SetupBuilder {
  /// A builder that knows from a catalogue what is stronger and what a hand-over costs.
  ///
  /// ```swift
  /// let builder = SetupBuilder(surroundings: .system) { leaf in
  ///   MeteredModel(
  ///     AnthropicModel(ModelID(leaf.name), key: key), ledger: ledger, surroundings: .system)
  /// }
  /// let pair = try builder.build("claude-haiku-4-5+claude-opus-5-5")
  /// ```
  public init(
    catalogue: PriceCatalogue = .builtIn, surroundings: Surroundings,
    makeModel: @escaping @Sendable (Leaf) throws -> any LanguageModel
  ) {
    self.init(
      makeModel: makeModel,
      isSameOrWeaker: { catalogue.isSameOrWeaker($0, than: $1) }, now: surroundings.now,
      promptCost: { model, tokens in
        let step = ModelUsage(model: model, usage: Usage(cacheWrite5m: tokens))
        return catalogue.cost(of: step, at: surroundings.now())
      })
  }

  /// The model of a setup in the notation.
  ///
  /// - Throws: `SetupError` with the column, or naming what does not go together.
  public func build(
    _ notation: String, settings: SetupSettings = SetupSettings()
  ) throws -> any LanguageModel {
    try build(SetupNotation(parsing: notation), settings: settings)
  }
}
