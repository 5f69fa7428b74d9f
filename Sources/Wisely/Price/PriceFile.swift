// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a price file, and where.
public struct PriceFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file, as the caller names it.
  public var file: String
  /// The line, from 1.
  public var line: Int
  /// The place: a path such as `models[3].prices[0].from`, or `the top`.
  public var place: String
  /// What is wrong, with the mend.
  public var reason: String

  /// The file, the line, the place and the reason in one sentence.
  public var description: String { "\(file), line \(line): \(place): \(reason)" }

  /// Where the place is, to look its line up.
  let path: JSONPath

  init(file: String, path: JSONPath, line: Int = 1, place: String? = nil, reason: String) {
    self.file = file
    self.line = line
    self.place = place ?? (path.isRoot ? "the top" : path.description)
    self.reason = reason
    self.path = path
  }

  /// The error with the line of its place in the file's text.
  func located(in bytes: [UInt8]) -> PriceFileError {
    // Only a file that is wrong is read a second time, by the reader that remembers places.
    guard let document = try? JSON5Document(parsing: bytes) else { return self }
    var located = self
    located.line = document.error(reason, at: path).line
    return located
  }
}

extension PriceCatalogue {
  /// Reads a price file; the format is that of the built-in `prices.json`.
  ///
  /// Unknown members are errors, because a misspelt one would silently change a price.
  /// A model needs only `id` and either `prices` or `"free": true`.
  public init(parsing bytes: [UInt8], file: String) throws(PriceFileError) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw PriceFileError(
        file: file, path: .root, line: error.line, place: "column \(error.column)",
        reason: error.reason)
    }
    do throws(PriceFileError) {
      try self.init(reading: value, file: file)
    } catch {
      throw error.located(in: bytes)
    }
  }

  private init(reading value: JSONValue, file: String) throws(PriceFileError) {
    var root = try PriceFileObject(value, file: file)
    let version = try root.string("version")
    let source = try root.string("source")
    let asOf = try root.day("as_of")
    _ = try root.optionalString("note")
    let aliases = try root.strings("aliases")
    var ranks: [String: Int] = [:]
    if let families = root.take("families") {
      var object = try root.nested(families, "families")
      for family in object.keys { ranks[family] = try object.integer(family, atLeast: 0) }
    }
    var sheets: [PriceSheet] = []
    var names: Set<ModelID> = []
    for var model in try root.objects("models") {
      let sheet = try PriceSheet(reading: &model)
      guard names.insert(sheet.id).inserted else {
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
    provider = try model.optionalString("provider") ?? provider
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
