// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a price file, and where.
public struct PriceFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file, as the caller names it.
  public var file: String
  /// The place: a line and column, or a path such as `models[3].prices[0].from`.
  public var place: String
  /// What is wrong, with the mend.
  public var reason: String

  /// The file, the place and the reason in one sentence.
  public var description: String { "\(file): \(place): \(reason)" }
}

extension PriceCatalogue {
  /// Reads a price file; the format is that of the built-in `prices.json`.
  ///
  /// Unknown members are errors, because a misspelt one would silently change a price (gateway trap 31).
  /// A model needs only `id` and either `prices` or `"free": true`.
  public init(parsing bytes: [UInt8], file: String) throws(PriceFileError) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      let place = "line \(error.line), column \(error.column)"
      throw PriceFileError(file: file, place: place, reason: error.reason)
    }
    var root = try PriceFileObject(value, file: file, path: "")
    let version = try root.string("version")
    let source = try root.string("source")
    let asOf = try root.day("as_of")
    _ = try root.optionalString("note")
    let aliases = try root.strings("aliases")
    var ranks: [String: Int] = [:]
    if let families = root.take("families") {
      var object = try PriceFileObject(families, file: file, path: "families")
      for family in object.keys { ranks[family] = try object.integer(family, atLeast: 0) }
    }
    var sheets: [PriceSheet] = []
    for var model in try root.objects("models") {
      let sheet = try PriceSheet(reading: &model)
      guard !sheets.contains(where: { $0.id == sheet.id }) else {
        throw model.error("id", "\(sheet.id) stands here twice; keep one of them")
      }
      sheets.append(sheet)
    }
    try root.finish()
    self.init(
      version: version, source: source, asOf: asOf, sheets: sheets, ranks: ranks, aliases: aliases)
  }
}

extension PriceSheet {
  fileprivate init(reading model: inout PriceFileObject) throws(PriceFileError) {
    self.init(id: ModelID(try model.string("id")))
    otherNames = try model.strings("also").map { ModelID($0) }
    family = try model.optionalString("family") ?? ""
    released = try model.day("released")
    retires = try model.day("retires")
    isRetired = try model.flag("retired")
    isStandIn = try model.flag("stand_in")
    note = try model.optionalString("note")
    context = try model.integer("context", atLeast: 1)
    maximumOutput = try model.integer("max_output", atLeast: 1)
    minimumCacheable = try model.integer("min_cacheable", atLeast: 0)
    tokenizer = try model.optionalString("tokenizer").map { Tokenizer(rawValue: $0) }
    source = try model.optionalString("source") ?? ""
    asOf = try model.day("as_of")
    capabilities = try ModelCapabilities(reading: &model)
    if let search = try model.money("web_search", per: 1) { webSearch = search }
    if let value = model.take("factors") {
      var factors = try model.nested(value, "factors")
      batch = try factors.factor("batch")
      geo = try factors.factors("geo")
      speed = try factors.factors("speed")
      try factors.finish()
    }
    let isFree = try model.flag("free")
    for var entry in try model.objects("prices") {
      let dated = try DatedPrice(reading: &entry)
      if let last = prices.last, last.from >= dated.from {
        throw entry.error("from", "\(dated.from) is not after \(last.from); put the oldest first")
      }
      prices.append(dated)
    }
    guard isFree != !prices.isEmpty else {
      throw model.error(
        "prices", "give \(id) either a list of prices or \"free\": true, and not both")
    }
    if isFree {
      let always = CalendarDay(daysSinceEpoch: 0)
      prices = [DatedPrice(from: always, tiers: [PriceTier(over: 0, rates: .free)])]
      batch = batch ?? .one
      webSearch = webSearch ?? .zero
    }
    try model.finish()
  }
}

extension ModelCapabilities {
  fileprivate init(reading model: inout PriceFileObject) throws(PriceFileError) {
    self.init()
    for name in try model.strings("efforts") {
      guard let effort = Effort(rawValue: name) else {
        let known = Effort.allCases.map(\.rawValue).joined(separator: ", ")
        throw model.error("efforts", "\"\(name)\" is not an effort; use \(known)")
      }
      efforts.insert(effort)
    }
    thinking = Set(try model.strings("thinking").map { Thinking(rawValue: $0) })
    for name in try model.strings("accepts") {
      switch name {
      case "sampling": takesSampling = true
      case "forced-tool": takesForcedToolChoice = true
      case "prefill": takesPrefill = true
      default:
        throw model.error(
          "accepts", "\"\(name)\" is unknown here; use sampling, forced-tool or prefill")
      }
    }
  }
}

extension DatedPrice {
  fileprivate init(reading entry: inout PriceFileObject) throws(PriceFileError) {
    guard let from = try entry.day("from") else {
      throw entry.error("from", "the first day is missing; write it as \"2026-10-07\"")
    }
    self.init(from: from, tiers: [])
    for var tier in try entry.objects("tiers") {
      let over = try tier.integer("over", atLeast: 0) ?? 0
      guard tiers.isEmpty ? over == 0 : over > (tiers.last?.over ?? 0) else {
        throw tier.error("over", "the first tier is over 0 tokens, and each later one over more")
      }
      guard let input = try tier.money("in", per: 1_000_000),
        let output = try tier.money("out", per: 1_000_000)
      else { throw tier.error("in", "a tier needs the prices \"in\" and \"out\"") }
      let rates = Rates(
        input: input, output: output, cacheRead: try tier.money("read", per: 1_000_000),
        cacheWrite5m: try tier.money("write5m", per: 1_000_000),
        cacheWrite30m: try tier.money("write30m", per: 1_000_000),
        cacheWrite1h: try tier.money("write1h", per: 1_000_000))
      try tier.finish()
      tiers.append(PriceTier(over: over, rates: rates))
    }
    guard !tiers.isEmpty else { throw entry.error("tiers", "at least one tier is needed") }
    try entry.finish()
  }
}
