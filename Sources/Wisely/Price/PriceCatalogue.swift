// SPDX-License-Identifier: Apache-2.0

/// All price sheets at hand, with their version, which every ledger row is stamped with (gateway trap 16).
public struct PriceCatalogue: Hashable, Sendable {
  /// The version; a layered catalogue joins both with `+`.
  public private(set) var version: String
  /// Where the figures were read.
  public private(set) var source: String
  /// The day they were read.
  public private(set) var asOf: CalendarDay?
  /// The sheets, in the order of the file.
  public private(set) var sheets: [PriceSheet]
  /// The families by strength: more is stronger.
  public private(set) var ranks: [String: Int]
  /// The families whose name alone means their newest model.
  public private(set) var aliases: [String]

  private var positions: [ModelID: Int] = [:]

  /// A catalogue of sheets; the prices of a later sheet replace those of an earlier one of the same model.
  public init(
    version: String, source: String, asOf: CalendarDay? = nil, sheets: [PriceSheet],
    ranks: [String: Int] = [:], aliases: [String] = []
  ) {
    self.version = version
    self.source = source
    self.asOf = asOf
    self.sheets = []
    self.ranks = ranks
    self.aliases = aliases
    sheets.forEach { add($0) }
  }

  /// The catalogue that ships with the library.
  public static let builtIn: PriceCatalogue = {
    do {
      return try PriceCatalogue(parsing: PackageResources.prices_json, file: "prices.json")
    } catch {
      // Not a user's mistake: the file is part of the library, and a test reads it.
      fatalError("The built-in price sheet is broken: \(error)")
    }
  }()

  /// This catalogue with another on top: its prices replace ours of the same model.
  ///
  /// What the sheet on top does not say (family, dates, limits, capabilities, factors) stays ours, so a
  /// price file needs only a model's name and its prices.
  public func layered(under top: PriceCatalogue) -> PriceCatalogue {
    var both = self
    both.version = "\(version)+\(top.version)"
    both.source = "\(source); \(top.source)"
    both.asOf = top.asOf ?? asOf
    both.ranks.merge(top.ranks) { _, new in new }
    both.aliases += top.aliases.filter { !aliases.contains($0) }
    top.sheets.forEach { both.add($0) }
    return both
  }

  private mutating func add(_ sheet: PriceSheet) {
    // Another name of a sheet of ours may have a sheet of its own on top.
    let known = positions[sheet.id].flatMap { sheets[$0].id == sheet.id ? $0 : nil }
    let position = known ?? sheets.count
    if let known {
      sheets[known] = sheet.completed(from: sheets[known])
    } else {
      sheets.append(sheet)
    }
    for name in [sheet.id] + sheets[position].otherNames where positions[name] != position {
      // A model's own sheet comes before another that only names it.
      let isTaken = positions[name].map { sheets[$0].id == name } ?? false
      if name == sheet.id || !isTaken { positions[name] = position }
    }
  }
}

// MARK: - Names

extension PriceCatalogue {
  /// The sheet of a model, by its id, another name of it, a dated snapshot of either, or else the sheet
  /// of everything its provider serves, such as `ollama/*`.
  ///
  /// Nothing else is guessed: `bedrock/claude-opus-5` is another host with its own prices (gateway trap 15).
  public func sheet(for model: ModelID) -> PriceSheet? {
    let position =
      positions[model] ?? model.undated.flatMap { positions[$0] }
      ?? model.provider.flatMap { positions[ModelID($0 + "/*")] }
    return position.map { sheets[$0] }
  }

  /// The model a person means: an alias such as `opus`, or a known name as it stands; nil if unknown.
  ///
  /// An alias means the newest model of its family that is out, and not yet gone, on that day.
  public func resolve(_ name: String, on day: CalendarDay) -> ModelID? {
    guard aliases.contains(name) else {
      let model = ModelID(name)
      return sheet(for: model) == nil || model.isPattern ? nil : model
    }
    return sheets.filter { $0.family == name && $0.isAvailable(on: day) }
      .max {
        ($0.released?.daysSinceEpoch ?? 0, $1.id) < ($1.released?.daysSinceEpoch ?? 0, $0.id)
      }?
      .id
  }

  /// Whether two names are the same model, apart from a snapshot date or another spelling of it.
  public func isSame(_ left: ModelID, _ right: ModelID) -> Bool {
    left == right || canonical(left) == canonical(right)
  }

  private func canonical(_ model: ModelID) -> ModelID {
    guard let id = sheet(for: model)?.id, !id.isPattern else { return model.undated ?? model }
    return id
  }

  /// Whether one model is weaker than another, or as strong; nil when one of them has no rank.
  ///
  /// The family's rank decides, and within a family the day of release. That is crude: it puts an old
  /// Opus above a new Sonnet. Makers publish nothing better, and it is only used to ask "really?".
  public func isSameOrWeaker(_ model: ModelID, than other: ModelID) -> Bool? {
    guard let left = strength(of: model), let right = strength(of: other) else { return nil }
    return left <= right
  }

  private func strength(of model: ModelID) -> (Int, Int)? {
    guard let sheet = sheet(for: model), let rank = ranks[sheet.family] else { return nil }
    return (rank, sheet.released?.daysSinceEpoch ?? 0)
  }
}

extension ModelID {
  /// Whether it stands for everything a provider serves, as `ollama/*` does.
  var isPattern: Bool { rawValue.hasSuffix("/*") }

  /// The name without a snapshot date: `claude-haiku-4-5-20251001` is `claude-haiku-4-5`.
  ///
  /// OpenAI writes the day with hyphens: `gpt-4o-2024-08-06` is `gpt-4o`. Nil unless the name ends in a
  /// hyphen and a day that exists.
  public var undated: ModelID? {
    let bytes = Array(rawValue.utf8)
    for length in [10, 8] where bytes.count > length + 1 {
      guard bytes[bytes.count - length - 1] == UInt8(ascii: "-") else { continue }
      var day = String(rawValue.suffix(length))
      if length == 8 {
        guard day.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { continue }
        day = "\(day.prefix(4))-\(day.dropFirst(4).prefix(2))-\(day.suffix(2))"
      }
      if CalendarDay(day) != nil { return ModelID(String(rawValue.dropLast(length + 1))) }
    }
    return nil
  }
}

// MARK: - Prices

extension PriceCatalogue {
  /// The exact cost of a billed step on a day, at the price of the model that served it (gateway trap 14)
  /// and at its full price where that depends on the hour.
  public func cost(of step: ModelUsage, on day: CalendarDay) -> Cost {
    sheet(for: step.model)?.cost(of: step.usage, service: step.service, on: day) ?? .unpriced
  }

  /// The exact cost of a billed step at a moment; day and hour are those of UTC.
  public func cost(of step: ModelUsage, at moment: Timestamp) -> Cost {
    sheet(for: step.model)?.cost(of: step.usage, service: step.service, at: moment) ?? .unpriced
  }

  /// The most a request may cost; see `PriceSheet.worstCase`.
  public func worstCase(
    _ model: ModelID, prompt: Int, output: Int, webSearches: Int = 0, service: Service = Service(),
    writing lifetimes: Set<CacheLifetime> = CacheLifetime.unasked, at moment: Timestamp
  ) -> Cost {
    sheet(for: model)?.worstCase(
      prompt: prompt, output: output, webSearches: webSearches, service: service,
      writing: lifetimes, on: moment.day) ?? .unpriced
  }
}
