// SPDX-License-Identifier: Apache-2.0

// Writing what `PriceCatalogue(parsing:file:)` reads; members without a value are left out.

extension PriceCatalogue {
  /// The catalogue as a price file.
  package var fileJSON: JSONValue {
    var file = JSONObject()
    file["version"] = .string(version)
    file["source"] = .string(source)
    file["as_of"] = asOf.map { .string($0.description) }
    if !ranks.isEmpty {
      var families = JSONObject()
      for (family, rank) in ranks.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
        families[family] = JSONValue(rank)
      }
      file["families"] = .object(families)
    }
    if !aliases.isEmpty { file["aliases"] = .array(aliases.map { .string($0) }) }
    file["models"] = .array(sheets.map(\.fileJSON))
    return .object(file)
  }
}

extension PriceSheet {
  var fileJSON: JSONValue {
    var model = JSONObject()
    model["id"] = .string(id.rawValue)
    if !otherNames.isEmpty { model["also"] = .array(otherNames.map { .string($0.rawValue) }) }
    if !provider.isEmpty, provider != id.provider { model["provider"] = .string(provider) }
    if !family.isEmpty { model["family"] = .string(family) }
    model["released"] = released.map { .string($0.description) }
    model["retires"] = retires.map { .string($0.description) }
    if isRetired { model["retired"] = true }
    if isStandIn { model["stand_in"] = true }
    model["context"] = context.map { JSONValue($0) }
    model["max_output"] = maximumOutput.map { JSONValue($0) }
    model["min_cacheable"] = minimumCacheable.map { JSONValue($0) }
    model["tokenizer"] = tokenizer.map { .string($0.rawValue) }
    capabilities.write(into: &model)
    var factors = JSONObject()
    factors["batch"] = batch.flatMap { $0 == .one && isFree ? nil : .string($0.decimal) }
    if !geo.isEmpty { factors["geo"] = Self.json(geo) }
    if !speed.isEmpty { factors["speed"] = Self.json(speed) }
    if !factors.isEmpty { model["factors"] = .object(factors) }
    model["web_search"] = webSearch.flatMap { isFree ? nil : .string($0.dollars) }
    if isFree {
      model["free"] = true
    } else {
      model["prices"] = .array(prices.map(\.fileJSON))
    }
    if !source.isEmpty { model["source"] = .string(source) }
    model["as_of"] = asOf.map { .string($0.description) }
    model["note"] = note.map { .string($0) }
    return .object(model)
  }

  /// Whether it was declared free, rather than priced at nothing.
  private var isFree: Bool {
    prices == [
      DatedPrice(
        from: CalendarDay(daysSinceEpoch: 0), tiers: [PriceTier(over: 0, rates: .free)])
    ]
  }

  private static func json(_ factors: [String: Factor]) -> JSONValue {
    var object = JSONObject()
    for (name, factor) in factors.sorted(by: { $0.key < $1.key }) {
      object[name] = .string(factor.decimal)
    }
    return .object(object)
  }
}

extension ModelCapabilities {
  fileprivate func write(into model: inout JSONObject) {
    guard self != ModelCapabilities() else { return }
    model["efforts"] = .array(efforts.sorted().map { .string($0.rawValue) })
    model["thinking"] = .array(thinking.map(\.rawValue).sorted().map { .string($0) })
    var accepts: [JSONValue] = takesSampling ? ["sampling"] : []
    if takesForcedToolChoice { accepts.append("forced-tool") }
    if takesPrefill { accepts.append("prefill") }
    model["accepts"] = .array(accepts)
  }
}

extension DatedPrice {
  fileprivate var fileJSON: JSONValue {
    var entry = JSONObject()
    entry["from"] = .string(from.description)
    entry["tiers"] = tiers.fileJSON
    if !services.isEmpty {
      var named = JSONObject()
      for (name, tiers) in services.sorted(by: { $0.key < $1.key }) { named[name] = tiers.fileJSON }
      entry["services"] = .object(named)
    }
    if let offPeak {
      let windows: [JSONValue] = offPeak.windows.map { window in
        [
          "weekdays": .array(window.weekdays.sorted().map { JSONValue($0) }),
          "hours": .array(window.minutes.map { .string(Self.hours($0)) }),
        ]
      }
      entry["off_peak"] = ["windows": .array(windows), "tiers": offPeak.tiers.fileJSON]
    }
    return .object(entry)
  }

  private static func hours(_ minutes: Range<Int>) -> String {
    [minutes.lowerBound, minutes.upperBound]
      .map { "\($0 / 600)\($0 / 60 % 10):\($0 % 60 / 10)\($0 % 10)" }.joined(separator: "-")
  }
}

extension [PriceTier] {
  fileprivate var fileJSON: JSONValue {
    .array(
      map { tier in
        var object = JSONObject()
        object["over"] = JSONValue(tier.over)
        for (name, rate) in tier.rates.named {
          object[name] = .string(Money(picodollars: rate.picodollars * 1_000_000).dollars)
        }
        return .object(object)
      })
  }
}

extension Rates {
  /// The rates that are known, by their names in a price file.
  package var named: [(name: String, rate: Money)] {
    let all: [(String, Money?)] = [
      ("in", input), ("out", output), ("reasoning", reasoning), ("read", cacheRead),
      ("write5m", cacheWrite5m), ("write30m", cacheWrite30m), ("write1h", cacheWrite1h),
      ("write12h", cacheWrite12h),
    ]
    return all.compactMap { name, rate in rate.map { (name, $0) } }
  }
}

extension Factor {
  /// The factor as a decimal of at most six places, rounded to the nearest.
  package var decimal: String {
    let millionths =
      (Int128(numerator) * 1_000_000 + Int128(denominator) / 2) / Int128(denominator)
    return Money(picodollars: millionths * 1_000_000).dollars
  }
}
