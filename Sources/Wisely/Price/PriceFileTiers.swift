// SPDX-License-Identifier: Apache-2.0

// Reading the dated prices of a price file.

extension DatedPrice {
  init(reading entry: inout PriceFileObject) throws(PriceFileError) {
    guard let from = try entry.day("from") else {
      throw entry.error("from", "the first day is missing; write it as \"2026-10-07\"")
    }
    self.init(from: from, tiers: try entry.tiers("tiers"))
    if let value = entry.take("services") {
      var named = try entry.nested(value, "services")
      for service in named.keys { services[service] = try named.tiers(service) }
    }
    if let value = entry.take("off_peak") {
      var quiet = try entry.nested(value, "off_peak")
      offPeak = try OffPeakPrice(reading: &quiet)
    }
    try entry.finish()
  }
}

extension OffPeakPrice {
  fileprivate init(reading quiet: inout PriceFileObject) throws(PriceFileError) {
    self.init(windows: [], tiers: try quiet.tiers("tiers"))
    for var entry in try quiet.objects("windows") {
      let weekdays = try entry.integers("weekdays", in: 1...7) ?? Array(1...7)
      var minutes: [Range<Int>] = []
      for hours in try entry.strings("hours") {
        guard let range = Self.minutes(hours) else {
          throw entry.error(
            "hours", "\"\(hours)\" is no range of hours in UTC such as \"10:00-24:00\"")
        }
        minutes.append(range)
      }
      guard !minutes.isEmpty, !weekdays.isEmpty else {
        throw entry.error("hours", "a window needs at least one range, such as \"10:00-24:00\"")
      }
      try entry.finish()
      windows.append(Window(weekdays: Set(weekdays), minutes: minutes))
    }
    guard !windows.isEmpty else { throw quiet.error("windows", "at least one window is needed") }
    try quiet.finish()
  }

  /// Reads `10:00-24:00`.
  static func minutes(_ text: String) -> Range<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { minute($0) }
    guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { return nil }
    return start..<end
  }

  /// Reads `10:00`; the last minute is `24:00`.
  static func minute(_ text: some StringProtocol) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
      let hour = UInt8(parts[0]), let minute = UInt8(parts[1]), minute < 60
    else { return nil }
    let total = Int(hour) * 60 + Int(minute)
    return total <= 1_440 ? total : nil
  }
}

extension PriceFileObject {
  /// The tiers of a list, smallest first.
  fileprivate mutating func tiers(_ key: String) throws(PriceFileError) -> [PriceTier] {
    var tiers: [PriceTier] = []
    for var tier in try objects(key) {
      let over = try tier.integer("over", atLeast: 0) ?? 0
      guard tiers.isEmpty ? over == 0 : over > (tiers.last?.over ?? 0) else {
        throw tier.error("over", "the first tier is over 0 tokens, and each later one over more")
      }
      tiers.append(PriceTier(over: over, rates: try Rates(reading: &tier)))
    }
    guard !tiers.isEmpty else { throw error(key, "at least one tier is needed") }
    return tiers
  }
}

extension Rates {
  fileprivate init(reading tier: inout PriceFileObject) throws(PriceFileError) {
    func rate(_ key: String) throws(PriceFileError) -> Money? {
      try tier.money(key, per: 1_000_000)
    }
    guard let input = try rate("in"), let output = try rate("out") else {
      throw tier.error("in", "a tier needs the prices \"in\" and \"out\"")
    }
    self.init(
      input: input, output: output, cacheRead: try rate("read"),
      cacheWrite5m: try rate("write5m"), cacheWrite30m: try rate("write30m"),
      cacheWrite1h: try rate("write1h"), cacheWrite12h: try rate("write12h"),
      reasoning: try rate("reasoning"))
    try tier.finish()
  }
}
