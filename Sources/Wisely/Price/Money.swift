// SPDX-License-Identifier: Apache-2.0

/// An exact amount of US dollars, as an integer number of picodollars (1e-12 USD).
public struct Money: Hashable, Sendable, Comparable, AdditiveArithmetic {
  /// The amount in picodollars.
  public var picodollars: Int128

  /// An amount.
  public init(picodollars: Int128) { self.picodollars = picodollars }

  /// Nothing.
  public static let zero = Money(picodollars: 0)

  /// The sum.
  public static func + (left: Money, right: Money) -> Money {
    Money(picodollars: left.picodollars + right.picodollars)
  }
  /// The difference.
  public static func - (left: Money, right: Money) -> Money {
    Money(picodollars: left.picodollars - right.picodollars)
  }
  /// Orders by amount.
  public static func < (left: Money, right: Money) -> Bool {
    left.picodollars < right.picodollars
  }

  /// Reads a decimal amount of dollars such as `0.25`; nil when it is not one, or finer than a picodollar.
  public init?(dollars text: some StringProtocol) {
    var digits = Substring(text)
    let isNegative = digits.first == "-"
    if isNegative { digits = digits.dropFirst() }
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, parts.allSatisfy(Self.isDigits),
      whole.utf8.count <= 20
    else { return nil }
    let fraction = parts.count == 2 ? parts[1] : ""
    guard parts.count == 1 || !fraction.isEmpty else { return nil }
    guard fraction.utf8.count <= 12 || fraction.dropFirst(12).allSatisfy({ $0 == "0" }) else {
      return nil
    }
    let padded = fraction.prefix(12) + String(repeating: "0", count: max(0, 12 - fraction.count))
    guard let dollars = Int128(whole), let rest = Int128(padded) else { return nil }
    let amount = dollars * 1_000_000_000_000 + rest
    self.init(picodollars: isNegative ? -amount : amount)
  }

  private static func isDigits(_ text: Substring) -> Bool {
    text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
  }

  /// The exact amount in dollars as a decimal without trailing zeros, such as `0.007205`.
  public var dollars: String {
    let magnitude = picodollars.magnitude
    let whole = magnitude / 1_000_000_000_000
    var fraction = String(magnitude % 1_000_000_000_000)
    fraction = String(repeating: "0", count: 12 - fraction.count) + fraction
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let sign = picodollars < 0 ? "-" : ""
    return sign + String(whole) + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// The amount for people, `$` in front: at least two decimals, two significant digits below a cent.
  public var display: String {
    let magnitude = picodollars.magnitude
    let sign = picodollars < 0 ? "-" : ""
    guard magnitude != 0 else { return "$0.00" }
    // Keep four decimals from a cent up, and two significant digits below it.
    var unit: UInt128 = 100_000_000
    while unit > 1, magnitude < unit * 100 { unit /= 10 }
    let rounded = Money(picodollars: Int128((magnitude + unit / 2) / unit * unit)).dollars
    let parts = rounded.split(separator: ".", maxSplits: 1)
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    let padded = fraction + String(repeating: "0", count: max(0, 2 - fraction.count))
    return "\(sign)$\(parts[0]).\(padded)"
  }
}

/// What something cost, or that nobody knows: unknown is never zero.
public enum Cost: Hashable, Sendable {
  /// A known amount; zero when the model is declared free.
  case priced(Money)
  /// No price is known.
  case unpriced

  /// The amount, if it is known.
  public var amount: Money? {
    guard case .priced(let money) = self else { return nil }
    return money
  }

  /// The sum; unknown when either is.
  public static func + (left: Cost, right: Cost) -> Cost {
    guard let left = left.amount, let right = right.amount else { return .unpriced }
    return .priced(left + right)
  }

  /// The amount for people, or `unpriced`.
  public var display: String { amount?.display ?? "unpriced" }
}
