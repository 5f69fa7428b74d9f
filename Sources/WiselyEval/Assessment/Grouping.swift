// SPDX-License-Identifier: Apache-2.0

/// Which queries belong together: by what the user says, and because they are the same query.
struct Grouping: Sendable {
  private let clusters: [String: String]
  private let texts: [String: String]

  /// - Parameters:
  ///   - clusters: What a query belongs to, by its id.
  ///   - texts: What stands for its text, by its id.
  init(clusters: [String: String], texts: [String: String]) {
    self.clusters = clusters
    self.texts = texts
  }

  /// The name of the group of each query.
  func names(of queries: [String]) -> [String?] {
    var parents = Array(queries.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parents[index] != index {
        // Halving the way keeps long chains of groups from costing their square.
        parents[index] = parents[parents[index]]
        index = parents[index]
      }
      return index
    }
    for names in [clusters, texts] {
      var first: [String: Int] = [:]
      for (index, query) in queries.enumerated() {
        guard let name = names[query] else { continue }
        if let other = first[name] {
          // The smaller index stays the root, so numbers follow the order of the queries.
          let (low, high) = (min(root(index), root(other)), max(root(index), root(other)))
          parents[high] = low
        } else {
          first[name] = index
        }
      }
    }
    return queries.indices.map { queries[root($0)] }
  }

  /// The places of the queries of each group; nil when all stand alone.
  func clusters(of queries: [String]) -> [[Int]]? {
    var groups: [[Int]] = []
    var places: [String: Int] = [:]
    for (index, name) in names(of: queries).enumerated() {
      if let name, let place = places[name] {
        groups[place].append(index)
      } else {
        if let name { places[name] = groups.count }
        groups.append([index])
      }
    }
    return groups.count < queries.count ? groups : nil
  }

  /// How many different texts some queries have; those without a known text count as different.
  func distinctTexts(of queries: [String]) -> Int {
    Set(queries.compactMap { texts[$0] }).count + queries.count { texts[$0] == nil }
  }

  /// The same without looking at texts.
  var withoutDuplicates: Grouping { Grouping(clusters: clusters, texts: [:]) }
}
