// SPDX-License-Identifier: Apache-2.0

/// How large a text in a chart is; generous, since the reader's own fonts draw it.
struct ChartFont: Hashable, Sendable {
  /// The size, in the units of the view box.
  var size: Double
  /// Whether it is monospaced, as names of setups are.
  var isMonospaced = false

  /// The class that sets the family.
  var style: String { isMonospaced ? "name" : "words" }

  /// How wide a text is at most, with the wide faces of the usual families.
  func width(_ text: String) -> Double {
    text.unicodeScalars.reduce(0) { $0 + advance($1) } * size
  }

  private func advance(_ scalar: Unicode.Scalar) -> Double {
    if scalar.value >= 0x1100, scalar.value < 0x2010 || scalar.value > 0x22FF { return 1.1 }
    if isMonospaced { return 0.62 }
    return switch scalar {
    case " ", ".", ",", ":", ";", "'", "|", "!", "i", "j", "l", "t", "f", "I", "(", ")", "[", "]":
      0.41
    case "%", "@", "m", "M", "w", "W", "…": 1
    case "A"..."Z", "+", "−", "<", ">", "=": 0.84
    default: 0.65
    }
  }

  /// A name that is at most so wide, with the middle left out where it is too long.
  func fitted(_ text: String, _ width: Double) -> String {
    guard self.width(text) > width else { return text }
    // Which way two models work together is the last thing to leave out of a setup's name.
    for sign in ["+", "^", ".."] {
      guard let range = text.ranges(of: sign).first, range.lowerBound > text.startIndex,
        range.upperBound < text.endIndex
      else { continue }
      let room = (width - self.width(sign)) / 2
      // Less than a letter of each end tells nothing.
      guard room >= self.width("m…m") else { continue }
      let first = fitted(String(text[..<range.lowerBound]), room)
      let rest = width - self.width(first + sign)
      return first + sign + fitted(String(text[range.upperBound...]), rest)
    }
    var head = Array(text.prefix(200))
    var tail = Array(text.suffix(200))
    // Names differ at the end as often as at the beginning.
    while !head.isEmpty || !tail.isEmpty {
      if head.count > tail.count { head.removeLast() } else { tail.removeFirst() }
      let fitted = String(head) + "…" + String(tail)
      if self.width(fitted) <= width { return fitted }
    }
    return "…"
  }
}
