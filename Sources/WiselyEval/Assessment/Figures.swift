// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Numbers as people read them; JSON has them in full.
enum Figures {
  /// A number with so many decimals.
  static func fixed(_ value: Double, _ places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let units = (value.magnitude * scale).rounded()
    guard units < 1e15 else { return value.description }
    let number = Int(units)
    let sign = value < 0 && number > 0 ? "-" : ""
    guard places > 0 else { return sign + String(number) }
    let digits = String(number)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return sign + padded.dropLast(places) + "." + padded.suffix(places)
  }

  /// A fraction in points: 0.014 is `1.4`.
  static func points(_ value: Double, _ places: Int = 1) -> String { fixed(value * 100, places) }

  /// The same with its sign.
  static func signed(_ value: Double, _ places: Int = 1) -> String {
    let text = points(value, places)
    return value > 0 && text.contains { "123456789".contains($0) } ? "+" + text : text
  }

  /// A margin in points, without needless decimals.
  static func margin(_ value: Double) -> String {
    var text = points(value, 2)
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// A share in percent: 0.716 is `71.6 %`.
  static func percent(_ value: Double, _ places: Int = 1) -> String {
    points(value, places) + " %"
  }

  /// An amount of dollars.
  static func dollars(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "$\(value)" }
    return Money(picodollars: Int128((value * 1e12).rounded())).display
  }

  /// A number with commas between the thousands.
  static func count(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return (number < 0 ? "-" : "") + text
  }

  /// A noun with its number.
  static func count(_ number: Int, _ one: String, _ many: String) -> String {
    number == 1 ? "1 \(one)" : "\(count(number)) \(many)"
  }
}
