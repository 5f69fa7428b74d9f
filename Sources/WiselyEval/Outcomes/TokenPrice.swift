// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Prices a row that gives tokens instead of money.
struct TokenPrice: Sendable {
  /// The prices.
  let catalogue: PriceCatalogue

  /// The fields that it reads.
  static let fields: Set<String> = [
    "input_tokens", "prompt_tokens", "output_tokens", "completion_tokens", "cached_tokens",
    "cache_read_tokens", "cache_read_input_tokens", "cache_write_tokens",
    "cache_creation_input_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens",
  ]

  /// What the tokens of a row cost; nil when they are not all there or the model has no price.
  func dollars(_ row: JSONObject, model name: String) throws(RowFault) -> Double? {
    guard let usage = try usage(row) else { return nil }
    // Not today's price: the same file must give the same figures tomorrow.
    guard let day = (row["date"]?.string).flatMap({ CalendarDay($0) }) ?? catalogue.asOf else {
      return nil
    }
    let plain =
      if case .model(let name, _)? = try? SetupNotation(parsing: name) { name } else { name }
    guard let model = catalogue.resolve(plain, on: day),
      case .priced(let money) = catalogue.cost(
        of: ModelUsage(model: model, usage: usage), on: day)
    else { return nil }
    return money.value
  }

  /// The output tokens of a row.
  static func output(_ row: JSONObject) throws(RowFault) -> Int? {
    try count(row, ["output_tokens", "completion_tokens"])
  }

  private func usage(_ row: JSONObject) throws(RowFault) -> Usage? {
    guard let output = try Self.output(row) else { return nil }
    var usage = Usage(output: output)
    if let input = try Self.count(row, ["input_tokens"]) {
      usage.input = input
    } else if let prompt = try Self.count(row, ["prompt_tokens"]) {
      // Here, unlike elsewhere, what was cached is part of the prompt.
      usage.cacheRead = min(prompt, try Self.count(row, ["cached_tokens"]) ?? 0)
      usage.input = prompt - usage.cacheRead
    } else {
      return nil
    }
    usage.cacheRead += try Self.count(row, ["cache_read_tokens", "cache_read_input_tokens"]) ?? 0
    usage.cacheWrite5m =
      try Self.count(
        row, ["cache_write_tokens", "cache_creation_input_tokens", "cache_write_5m_tokens"]) ?? 0
    usage.cacheWrite1h = try Self.count(row, ["cache_write_1h_tokens"]) ?? 0
    return usage
  }

  private static func count(_ row: JSONObject, _ names: [String]) throws(RowFault) -> Int? {
    for name in names {
      guard let value = row[name], !value.isNull else { continue }
      guard let count = value.int, count >= 0 else {
        throw RowFault("'\(name)' is \(value.excerpt); write a whole number of tokens")
      }
      return count
    }
    return nil
  }
}

extension Money {
  /// The nearest number of dollars.
  var value: Double { Double(dollars) ?? 0 }
}
