// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// What is known of how the outcomes came about; the gates need it.
public struct RunFacts: Hashable, Sendable {
  /// How many queries the plan has; nil when there was no plan.
  public var plannedQueries: Int?
  /// How many trials of each query the plan has; nil when there was no plan.
  public var plannedTrials: Int?
  /// Whether prompts, thresholds or models were chosen by looking at these queries.
  public var isInSample: Bool
  /// The sampling temperatures of setups, where they are known.
  public var temperatures: [String: Double]
  /// The queries in the order in which they were to be asked; nil when nobody says.
  public var order: [String]?
  /// What queries belong to, by their ids.
  public var clusters: [String: String]
  /// What the user noted of queries, by their ids; usable as a cluster or a category.
  public var metadata: [String: JSONObject]
  /// What stands for the text of a query, by its id; the same for the same text.
  public var texts: [String: String]
  /// The model that cheap setups are held against, in its notation; nil to find it.
  public var cheap: String?
  /// The setup that the plan compares with.
  public var baseline: String?
  /// The loss of quality that the plan accepts.
  public var margin: Double?
  /// Arms in which the cheap model advises itself.
  public var placebos: Set<String>

  /// The notations of setups that go by a configured name.
  public var notations: [String: String]

  /// Nothing is known.
  public init() {
    isInSample = false
    temperatures = [:]
    clusters = [:]
    metadata = [:]
    notations = [:]
    texts = [:]
    placebos = []
  }

  /// Puts the facts of another plan beside these, whichever came first: what both say differently
  /// is not known, and of what is missing the stricter counts.
  mutating func merge(_ other: RunFacts) {
    func agreed<Value: Equatable>(_ one: Value?, _ other: Value?) -> Value? {
      guard let one, let other else { return one ?? other }
      return one == other ? one : nil
    }
    plannedQueries = [plannedQueries, other.plannedQueries].compactMap(\.self).max()
    plannedTrials = [plannedTrials, other.plannedTrials].compactMap(\.self).max()
    isInSample = isInSample || other.isInSample
    temperatures.merge(other.temperatures) { max($0, $1) }
    order = agreed(order, other.order)
    clusters.merge(other.clusters) { min($0, $1) }
    metadata.merge(other.metadata) {
      JSONValue.object($0).text <= JSONValue.object($1).text ? $0 : $1
    }
    notations.merge(other.notations) { min($0, $1) }
    texts.merge(other.texts) { min($0, $1) }
    cheap = agreed(cheap, other.cheap)
    baseline = agreed(baseline, other.baseline)
    margin = agreed(margin, other.margin)
    placebos.formUnion(other.placebos)
  }
}
