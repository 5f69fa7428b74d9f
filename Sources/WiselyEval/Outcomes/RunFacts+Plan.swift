// SPDX-License-Identifier: Apache-2.0

import Wisely

extension RunFacts {
  /// What `plan.json` of a run says; members that are not there are not known.
  init(plan: JSONValue) {
    self.init()
    let queries = plan["queries"]?.array
    plannedQueries = queries?.count
    plannedTrials = plan["trials"]?.int
    baseline = plan["baseline"]?.string
    margin = plan["margin"]?.double
    isInSample = plan["inSample"]?.bool ?? false || plan["part"]?.string == QueryPart.tune.rawValue
    if let queries, let seed = plan["seed"]?.string.flatMap({ UInt64($0) }) {
      // The order of the queries is the seed's alone, whatever setups and trials there are.
      let places = RunOrder(queries: queries.count, setups: 1, trials: 1, seed: seed).queries
      order = places.compactMap { queries[$0]["id"]?.string }
    }
    for query in queries ?? [] {
      guard let id = query["id"]?.string else { continue }
      clusters[id] = query["cluster"]?.string
      if let fields = query["metadata"]?.object, !fields.isEmpty {
        metadata[id] = Fingerprint.shortened(fields)
      }
      // Everything that is asked: the same words about another document are another query.
      let parts = ["system", "history", "prompt", "files"].map { query[$0] ?? .null }
      texts[id] = Fingerprint.of(JSONValue.array(parts).text)
    }
    for setup in plan["setups"]?.array ?? [] {
      guard let name = setup["name"]?.string else { continue }
      if setup["placebo"]?.bool == true { placebos.insert(name) }
      notations[name] = setup["notation"]?.string.flatMap { $0 == name ? nil : $0 }
      temperatures[name] = setup["temperature"]?.double ?? Self.ownTemperature(setup["models"])
    }
  }

  /// The temperature of models that are never asked for one, where it is known: the stand-ins
  /// compute.
  private static func ownTemperature(_ models: JSONValue?) -> Double? {
    guard let models = models?.array, !models.isEmpty,
      models.allSatisfy({ $0.string.map { OfflineModel(id: ModelID($0)) != nil } ?? false })
    else { return nil }
    return 0
  }
}
