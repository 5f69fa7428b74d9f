// SPDX-License-Identifier: Apache-2.0

/// One model of LiteLLM's file on its way to a price sheet.
struct LiteLLMEntry {
  /// Why a model is left out.
  struct Skip: Error {
    var reason: String
  }

  let name: String
  let json: JSONValue
  /// What was left out of it.
  private(set) var remarks: Set<String> = []

  init(name: String, json: JSONValue) {
    self.name = name
    self.json = json
  }

  /// Fields that bill something besides tokens for every request, so tokens alone would be too cheap.
  private static let otherBilling = [
    "input_cost_per_request", "input_cost_per_second", "output_cost_per_second", "cost_per_second",
    "input_cost_per_query", "citation_cost_per_token",
  ]

  /// The sheet, with prices from that day on.
  mutating func sheet(on day: CalendarDay) throws(Skip) -> PriceSheet {
    guard json.object != nil else { throw Skip(reason: "the entry is no object") }
    guard let mode = json["mode"]?.string else { throw Skip(reason: "it has no mode") }
    guard mode == "chat" || mode == "responses" else {
      throw Skip(reason: "the mode \(mode) is not chat or responses")
    }
    for field in Self.otherBilling {
      guard let value = json[field] else { continue }
      if try price(value, field) != .zero { throw Skip(reason: "it is billed by \(field) as well") }
    }
    let table = try table()
    var price = DatedPrice(from: day, tiers: try standardTiers(table))
    guard price.tiers.contains(where: { $0.rates.input != .zero || $0.rates.output != .zero })
    else { throw Skip(reason: "its prices are zero, which may mean unknown") }
    var sheet = PriceSheet(id: ModelID(name))
    sheet.provider = json["litellm_provider"]?.string ?? sheet.provider
    for service in table.services {
      let tiers = table.tiers(of: service, standard: price.tiers, lifetimes: lifetimes)
      if let factor = tiers.factor(of: price.tiers) {
        if service == "batch" { sheet.batch = factor } else { sheet.speed[service] = factor }
      } else {
        price.services[service] = tiers
      }
    }
    price.offPeak = try offPeak(price.tiers)
    sheet.prices = [price]
    readFactors(into: &sheet)
    readFacts(into: &sheet, on: day)
    noteUnused()
    return sheet
  }

  /// The lifetimes that the plain write price is for: the shortest the host has.
  private var lifetimes: [CacheLifetime] {
    if name.contains("claude") { return [.fiveMinutes] }
    if name.contains("gpt-") { return [.thirtyMinutes] }
    return [.fiveMinutes, .thirtyMinutes]
  }

  // MARK: - Prices

  /// The exact price of one token, in picodollars.
  private mutating func price(_ value: JSONValue, _ field: String) throws(Skip) -> Money {
    let number: JSONNumber? =
      switch value {
      case .number(let number): number
      case .string(let text): JSONNumber(lexeme: text)
      default: nil
      }
    guard let number, let (money, isExact) = Money.token(number.decimal) else {
      throw Skip(reason: "\(field) is not a price")
    }
    if !isExact { remarks.insert("a price finer than a picodollar was rounded") }
    return money
  }

  private mutating func table() throws(Skip) -> LiteLLMPriceTable {
    var table = LiteLLMPriceTable()
    for member in json.object?.members ?? [] where !member.value.isNull {
      guard let key = LiteLLMPriceKey(member.key) else { continue }
      table[key] = try price(member.value, member.key)
    }
    return table
  }

  private mutating func standardTiers(_ table: LiteLLMPriceTable) throws(Skip) -> [PriceTier] {
    if let bands = json["tiered_pricing"] { return try tiers(bands) }
    guard let tiers = table.standardTiers(lifetimes) else {
      throw Skip(reason: "it has no price for a token of input and one of output")
    }
    // xAI's higher price begins with the threshold itself.
    guard json["litellm_provider"]?.string == "xai" else { return tiers }
    return tiers.map { PriceTier(over: max(0, $0.over - 1), rates: $0.rates) }
  }

  /// The bands of `tiered_pricing`; a band holds for prompts over its lower end.
  private mutating func tiers(_ bands: JSONValue) throws(Skip) -> [PriceTier] {
    var tiers: [PriceTier] = []
    for band in bands.array ?? [] {
      guard let over = band["range"]?.array?.first?.int, over >= 0 else {
        throw Skip(reason: "its tiered_pricing has a band without a range")
      }
      var table = LiteLLMPriceTable()
      for member in band.object?.members ?? [] where !member.value.isNull {
        if let key = LiteLLMPriceKey(member.key) {
          table[key] = try price(member.value, member.key)
        }
      }
      guard let rates = table.standardTiers(lifetimes)?.first?.rates else {
        throw Skip(reason: "its tiered_pricing has a band without prices")
      }
      tiers.append(PriceTier(over: over, rates: rates))
    }
    tiers.sort { $0.over < $1.over }
    guard tiers.first?.over == 0, Set(tiers.map(\.over)).count == tiers.count else {
      throw Skip(reason: "its tiered_pricing does not begin at 0, or has two bands for one size")
    }
    return tiers
  }

  private mutating func offPeak(_ standard: [PriceTier]) throws(Skip) -> OffPeakPrice? {
    guard let json = json["off_peak_pricing"] else { return nil }
    guard let first = standard.first, json["weekday_timezone"] == nil,
      let windows = OffPeakPrice.Window.all(litellm: json)
    else {
      remarks.insert("off_peak_pricing could not be read, so the full price holds at all hours")
      return nil
    }
    // The quiet price is one for all sizes.
    var rates = first.rates
    for member in json.object?.members ?? [] {
      guard let key = LiteLLMPriceKey(member.key) else { continue }
      let money = try price(member.value, member.key)
      switch key.kind {
      case .input: rates.input = money
      case .output: rates.output = money
      case .reasoning: rates.reasoning = money
      case .read: rates.cacheRead = money
      case .write: rates.setWrite(money, lifetimes)
      }
    }
    return OffPeakPrice(windows: windows, tiers: [PriceTier(over: 0, rates: rates)])
  }

  // MARK: - Facts

  private mutating func readFactors(into sheet: inout PriceSheet) {
    for place in ["us", "eu"] {
      let value =
        json["regional_processing_uplift_multiplier_\(place)"]
        ?? json["provider_specific_entry"]?[place]
      if let factor = factor(value) { sheet.geo[place] = factor }
    }
    if let factor = factor(json["provider_specific_entry"]?["fast"]) {
      sheet.speed["fast"] = factor
    }
    guard let search = json["search_context_cost_per_query"] else { return }
    // Some hosts bill a search by the prompt, or give some away; only a plain price is one.
    guard json["web_search_billing_unit"] == nil, json["search_free_requests"] == nil,
      let prices = try? (search.object?.members ?? []).map({ try price($0.value, $0.key) }),
      let dearest = prices.max()
    else {
      remarks.insert("search_context_cost_per_query was left out")
      return
    }
    sheet.webSearch = dearest
  }

  private func factor(_ value: JSONValue?) -> Factor? {
    guard case .number(let number)? = value else { return nil }
    return Factor(decimal: number.lexeme)
  }

  private func readFacts(into sheet: inout PriceSheet, on day: CalendarDay) {
    func count(_ field: String) -> Int? { json[field]?.int.flatMap { $0 > 0 ? $0 : nil } }
    sheet.context = count("max_input_tokens")
    sheet.maximumOutput = count("max_output_tokens")
    sheet.minimumCacheable = count("prompt_cache_min_tokens")
    sheet.retires = json["deprecation_date"]?.string.flatMap { CalendarDay($0) }
    sheet.source = json["source"]?.string ?? "LiteLLM"
    sheet.asOf = day
  }

  /// Remarks on the prices that a sheet of ours has no place for.
  private mutating func noteUnused() {
    let used = [
      "tiered_pricing", "off_peak_pricing", "search_context_cost_per_query",
      "input_cost_per_token_cache_hit",
    ]
    for field in json.object?.keys ?? [] where field.contains("cost") || field.contains("pricing") {
      guard !used.contains(field), LiteLLMPriceKey(field) == nil else { continue }
      remarks.insert("\(field) was left out")
    }
  }
}
