// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What a price file on top of a catalogue changes on a day.
struct PriceDifference {
  /// One figure of a model, before and after; nil where there is none.
  struct Change: Hashable {
    var figure: String
    var before: String?
    var after: String?
  }

  /// The models that the catalogue did not have.
  private(set) var added: [ModelID] = []
  /// The models with other figures.
  private(set) var changed: [(model: ModelID, changes: [Change])] = []
  /// How many models stay as they are.
  private(set) var unchanged = 0

  init(_ file: PriceCatalogue, over catalogue: PriceCatalogue, on day: CalendarDay) {
    let layered = catalogue.layered(under: file)
    for sheet in file.sheets {
      guard let before = catalogue.sheet(for: sheet.id), before.id == sheet.id else {
        added.append(sheet.id)
        continue
      }
      let after = layered.sheet(for: sheet.id) ?? sheet
      let changes = Self.changes(before.figures(on: day), after.figures(on: day))
      if changes.isEmpty { unchanged += 1 } else { changed.append((sheet.id, changes)) }
    }
  }

  private static func changes(
    _ before: [(String, String)], _ after: [(String, String)]
  ) -> [Change] {
    let old = Dictionary(before, uniquingKeysWith: { $1 })
    let new = Dictionary(after, uniquingKeysWith: { $1 })
    let figures = before.map(\.0) + after.map(\.0).filter { old[$0] == nil }
    return figures.filter { old[$0] != new[$0] }
      .map { Change(figure: $0, before: old[$0], after: new[$0]) }
  }
}

extension PriceSheet {
  /// Every figure that decides a price on a day, in dollars for a million tokens, with what it is.
  func figures(on day: CalendarDay) -> [(String, String)] {
    guard let price = price(on: day) else { return [] }
    var figures = Self.figures(price.tiers, "", .one)
    for (name, factor) in services(price) {
      let tiers = price.services[name] ?? price.tiers
      figures += Self.figures(tiers, "\(name) ", factor)
    }
    if let quiet = price.offPeak { figures += Self.figures(quiet.tiers, "off-peak ", .one) }
    figures += geo.sorted { $0.key < $1.key }.map { ("factor \($0.key)", $0.value.decimal) }
    if let webSearch { figures.append(("web search", webSearch.dollars)) }
    if let context { figures.append(("context", grouped(context))) }
    if let maximumOutput { figures.append(("longest answer", grouped(maximumOutput))) }
    return figures
  }

  /// The services by name; with tiers of their own the factor is 1.
  private func services(_ price: DatedPrice) -> [(String, Factor)] {
    var factors = speed
    factors["batch"] = batch
    for name in price.services.keys { factors[name] = .one }
    return factors.sorted { $0.key < $1.key }
  }

  private static func figures(
    _ tiers: [PriceTier], _ service: String, _ factor: Factor
  ) -> [(String, String)] {
    tiers.flatMap { tier in
      tier.rates.named.map { name, rate in
        let million =
          rate.picodollars * 1_000_000 * Int128(factor.numerator) / Int128(factor.denominator)
        let size = tier.over > 0 ? " over \(grouped(tier.over))" : ""
        return (service + name + size, Money(picodollars: million).dollars)
      }
    }
  }
}
