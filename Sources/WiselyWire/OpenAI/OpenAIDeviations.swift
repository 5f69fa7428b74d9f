// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// In what a server differs from others that speak OpenAI's dialects (advisor reference §3.3); data,
/// so that a new server is a row and no class.
package struct OpenAIDeviations: Hashable, Sendable {
  /// How an effort is asked for in Chat.
  package enum EffortField: Hashable, Sendable {
    /// Not at all.
    case absent
    /// `reasoning_effort`.
    case flat
    /// `reasoning: {effort}`, as OpenRouter has it.
    case nested
    /// `reasoning_effort`, and `thinking: {type: disabled}` for none, as DeepSeek has it.
    case switched
  }

  /// Whose server it is; reasoning of one maker's servers is never sent to another's.
  package var maker: String
  /// The role of standing instructions in Chat: `developer` or `system`.
  package var systemRole: String
  /// The name of the output limit in Chat: `max_completion_tokens` or `max_tokens`.
  package var limitField: String
  /// How an effort is asked for in Chat.
  package var effortField: EffortField
  /// The efforts it takes; empty for any.
  package var efforts: Set<Effort>
  /// Whether Chat takes an effort other than `none` together with tools.
  package var takesEffortWithTools: Bool
  /// Whether it takes a temperature of a model that reasons.
  package var takesTemperatureWithReasoning: Bool
  /// Whether readable reasoning goes back to the model that wrote it in Chat.
  package var replaysReasoning: Bool
  /// Whether Chat demands `reasoning_content` in every answer that goes back, if only an empty one.
  package var demandsReasoning: Bool
  /// What stands for no words beside calls in Chat: OpenAI's own null, which some imitators refuse.
  package var emptyContent: JSONValue
  /// The names of calls it takes.
  package var callIDs: CallIDRule
  /// Whether a stream of Chat is asked for its usage; servers that reject the question tell unasked.
  package var asksForUsage: Bool
  /// How long caches live that it reports as written; nil if unknown.
  package var writtenLifetime: CacheLifetime?
  /// Whether its totals hold reasoning that it counts nowhere else.
  package var totalTellsReasoning: Bool

  /// OpenAI's own ways, unless said otherwise.
  package init(
    maker: String = "openai", systemRole: String = "developer",
    limitField: String = "max_completion_tokens", effortField: EffortField = .flat,
    efforts: Set<Effort> = [], takesEffortWithTools: Bool = false,
    takesTemperatureWithReasoning: Bool = false, replaysReasoning: Bool = false,
    demandsReasoning: Bool = false, emptyContent: JSONValue = .null,
    callIDs: CallIDRule = .atMost(40), asksForUsage: Bool = true,
    writtenLifetime: CacheLifetime? = .thirtyMinutes, totalTellsReasoning: Bool = false
  ) {
    self.maker = maker
    self.systemRole = systemRole
    self.limitField = limitField
    self.effortField = effortField
    self.efforts = efforts
    self.takesEffortWithTools = takesEffortWithTools
    self.takesTemperatureWithReasoning = takesTemperatureWithReasoning
    self.replaysReasoning = replaysReasoning
    self.demandsReasoning = demandsReasoning
    self.emptyContent = emptyContent
    self.callIDs = callIDs
    self.asksForUsage = asksForUsage
    self.writtenLifetime = writtenLifetime
    self.totalTellsReasoning = totalTellsReasoning
  }

  /// The ways most imitators share: `system`, `max_tokens`, efforts with tools and temperatures, empty
  /// words beside calls.
  package static func common(maker: String) -> OpenAIDeviations {
    OpenAIDeviations(
      maker: maker, systemRole: "system", limitField: "max_tokens", takesEffortWithTools: true,
      takesTemperatureWithReasoning: true, emptyContent: "", writtenLifetime: nil)
  }

  /// The name of a model on the wire: the price list has those of most makers behind their provider's.
  func wireName(of model: ModelID) -> String {
    model.rawValue.hasPrefix(prefix)
      ? String(model.rawValue.dropFirst(prefix.count)) : model.rawValue
  }

  /// The model that a server named, spelled as the one asked for was.
  func model(served name: String, insteadOf requested: ModelID) -> ModelID {
    let isPrefixed = requested.rawValue.hasPrefix(prefix) && !name.hasPrefix(prefix)
    return ModelID(isPrefixed ? prefix + name : name)
  }

  /// The model of a name on the wire: those of all makers but OpenAI stand behind their provider's.
  package func model(onWire name: String) -> ModelID {
    ModelID(maker == "openai" || name.isEmpty ? name : prefix + name)
  }

  private var prefix: String { maker + "/" }

  /// The accepted effort for a wish; nil for no field.
  func effort(for wish: Effort?, capabilities: ModelCapabilities?) -> Effort? {
    guard let wish else { return nil }
    if let capabilities { return capabilities.nearestEffort(to: wish) }
    return efforts.isEmpty ? wish : ModelCapabilities(efforts: efforts).nearestEffort(to: wish)
  }
}
