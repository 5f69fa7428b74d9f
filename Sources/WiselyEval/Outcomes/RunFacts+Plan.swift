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
    isInSample = plan["inSample"]?.bool ?? false
    if let queries, let seed = plan["seed"]?.string.flatMap({ UInt64($0) }) {
      // The order of the queries is the seed's alone, whatever setups and trials there are.
      let places = RunOrder(queries: queries.count, setups: 1, trials: 1, seed: seed).queries
      order = places.compactMap { queries[$0]["id"]?.string }
    }
    for query in queries ?? [] {
      guard let id = query["id"]?.string else { continue }
      clusters[id] = query["cluster"]?.string
      // Everything that is asked: the same words about another document are another query.
      let parts = ["system", "history", "prompt", "files"].map { query[$0] ?? .null }
      texts[id] = Fingerprint.of(JSONValue.array(parts).text)
    }
    for setup in plan["setups"]?.array ?? [] {
      guard let name = setup["name"]?.string else { continue }
      if setup["placebo"]?.bool == true { placebos.insert(name) }
      temperatures[name] = setup["temperature"]?.double
    }
  }
}
