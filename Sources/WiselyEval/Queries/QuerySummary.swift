// SPDX-License-Identifier: Apache-2.0

/// What a set of queries has in it, and what can be claimed from that many.
public struct QuerySummary: Hashable, Sendable {
  /// How many queries a claim needs when setups disagree that often.
  public struct Need: Hashable, Sendable {
    /// The share of queries on which one setup is right and the other is not.
    public var disagreement: Double
    /// The queries for showing that an equally good setup is within the margin, with 80 % power.
    public var queries: Int?
    /// The smallest margin that these queries can hope to show; nil where they are too few for any.
    public var margin: Double?
    /// The smallest difference that these queries can hope to show.
    public var difference: Double?
  }

  /// How often a kind of assertion occurs.
  public struct KindCount: Hashable, Sendable {
    /// The kind.
    public var kind: Assertion.Kind
    /// How often.
    public var count: Int
  }

  /// Shares of disagreement as they were recorded: neighbours in quality, tiers, far apart.
  public static let disagreements = [0.05, 0.1, 0.2, 0.3]
  /// Fewer queries than this are too few to claim anything.
  public static let fewest = 30

  /// The queries.
  public var queries: Int
  /// How many independent observations they are: the clusters, and the queries in none.
  public var clusters: Int
  /// The queries that share a cluster with another one.
  public var clustered: Int
  /// The assertions by kind, the most frequent first.
  public var assertions: [KindCount]
  /// The queries without an assertion, which a judge or people have to grade.
  public var ungraded: Int
  /// The queries that ask for a judge.
  public var judged: Int
  /// The queries that run a command.
  public var commanded: Int
  /// The queries with documents.
  public var documented: Int
  /// The loss of quality that is accepted, as a share.
  public var margin: Double
  /// What a claim at the margin needs.
  public var needs: [Need]
  /// The fewest queries for a claim, if the setups never differ.
  public var atLeast: Int?

  /// Counts a set.
  public init(_ set: QuerySet, margin: Double) {
    let queries = set.queries
    self.queries = queries.count
    var sizes: [String: Int] = [:]
    for cluster in queries.compactMap(\.cluster) { sizes[cluster, default: 0] += 1 }
    let clusters = sizes.count + queries.count { $0.cluster == nil }
    self.clusters = clusters
    clustered = sizes.values.filter { $0 > 1 }.reduce(0, +)
    var counts: [Assertion.Kind: Int] = [:]
    for assertion in queries.flatMap(\.assertions) { counts[assertion.kind, default: 0] += 1 }
    assertions = counts.sorted { (-$0.value, $0.key.rawValue) < (-$1.value, $1.key.rawValue) }
      .map { KindCount(kind: $0.key, count: $0.value) }
    ungraded = queries.count { $0.assertions.isEmpty }
    judged = queries.count { $0.assertions.contains { $0.kind == .judge } }
    commanded = queries.count { $0.assertions.contains { $0.kind == .command } }
    documented = queries.count { !$0.files.isEmpty }
    self.margin = margin
    atLeast = SampleSize.allTies(margin: margin).map { max(Self.fewest, $0) }
    // Of so few nothing is claimed, whatever the formula says.
    let canClaim = clusters >= Self.fewest
    needs = Self.disagreements.map { disagreement in
      Need(
        disagreement: disagreement,
        queries: SampleSize.nonInferiority(disagreement: disagreement, margin: margin)
          .map { max(Self.fewest, $0) },
        margin: canClaim
          ? SampleSize.margin(queries: clusters, disagreement: disagreement) : nil,
        difference: canClaim
          ? SampleSize.detectable(queries: clusters, disagreement: disagreement) : nil)
    }
  }
}
