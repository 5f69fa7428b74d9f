// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What the tokens of logged attempts cost by other prices than those they were booked at.
struct Repricing: Sendable {
  private struct Sums {
    var recorded = Money.zero
    var now = Money.zero
    var isKnown = true
  }

  private let catalogue: PriceCatalogue
  private var setups: [String: Sums] = [:]
  private var versions: Set<String> = []

  init(_ catalogue: PriceCatalogue) { self.catalogue = catalogue }

  /// Takes the tokens of a line in, where they were booked by another version of the prices.
  mutating func add(_ line: JSONObject) {
    guard let setup = line["setup"]?.string, let day = catalogue.asOf else { return }
    for entry in line["usage"]?.array ?? [] {
      guard let version = entry["priceVersion"]?.string, version != catalogue.version,
        let model = entry["model"]?.string,
        let recorded = entry["cost"]?.string.flatMap({ Money(dollars: $0) })
      else { continue }
      versions.insert(version)
      let service = Service(isBatch: entry["batch"]?.bool ?? false)
      let now = money(
        for: Usage(logged: entry["usage"]), calls: entry["calls"]?.int ?? 1, model: ModelID(model),
        service: service, on: day)
      setups[setup, default: Sums()].recorded += recorded
      setups[setup, default: Sums()].now += now ?? .zero
      if now == nil { setups[setup, default: Sums()].isKnown = false }
    }
  }

  private func money(
    for usage: Usage, calls: Int, model: ModelID, service: Service, on day: CalendarDay
  ) -> Money? {
    func cost(_ usage: Usage) -> Money? {
      catalogue.cost(of: ModelUsage(model: model, usage: usage, service: service), on: day).amount
    }
    // Steps of a price go by the prompt of one call; a few tokens lost in dividing are no matter
    // there.
    guard calls > 1, usage.input / calls >= 1_000 else { return cost(usage) }
    return cost(usage.divided(by: calls)).map { Money(picodollars: $0.picodollars * Int128(calls)) }
  }

  /// A sentence for each setup whose tokens cost more than a hundredth more or less now.
  var remarks: [String] {
    setups.sorted { $0.key < $1.key }.compactMap { setup, sums in
      guard sums.isKnown, sums.recorded > .zero else { return nil }
      let ratio = sums.now.value / sums.recorded.value
      guard (ratio - 1).magnitude > 0.01 else { return nil }
      return
        "By the prices of \(catalogue.version) the same tokens of \(setup) cost \(sums.now.display) instead of \(sums.recorded.display) (\(Figures.signed(ratio - 1)) %); the figures are by those of \(versions.sorted().joined(separator: ", "))."
    }
  }
}

extension Usage {
  /// The tokens as a log has them; what is not there is none.
  fileprivate init(logged json: JSONValue?) {
    // Of more tokens than anybody has the sums would overflow.
    func count(_ name: String) -> Int { min(max(0, json?[name]?.int ?? 0), 1_000_000_000_000) }
    self.init(
      input: count("input"), cacheRead: count("cacheRead"), cacheWrite5m: count("cacheWrite5m"),
      cacheWrite30m: count("cacheWrite30m"), cacheWrite1h: count("cacheWrite1h"),
      output: count("output"))
    reasoning = count("reasoning")
    webSearches = count("webSearches")
  }

  /// The tokens of one of several calls that are alike.
  fileprivate func divided(by calls: Int) -> Usage {
    var usage = Usage(
      input: input / calls, cacheRead: cacheRead / calls, cacheWrite5m: cacheWrite5m / calls,
      cacheWrite30m: cacheWrite30m / calls, cacheWrite1h: cacheWrite1h / calls,
      output: output / calls)
    usage.reasoning = reasoning / calls
    usage.webSearches = webSearches / calls
    return usage
  }
}
