// SPDX-License-Identifier: Apache-2.0

/// Makes text of strangers harmless, and shows what would otherwise hide in it.
enum MarkupText {
  /// Text for HTML and SVG.
  static func escaped(_ text: String, quotes: Bool = false) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in visible(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"" where quotes: result += "&quot;"
      case "'" where quotes: result += "&#39;"
      case "\n" where quotes: result += "&#10;"
      case "\t" where quotes: result += "&#9;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The same text with every character that cannot be seen, or turns others around, made visible.
  static func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    var result = ""
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      defer { previous = scalar }
      switch scalar {
      case "\r": result += "\n"
      case "\n" where previous == "\r": break
      case _ where !isHidden(scalar): result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20:
        // The control pictures stand in the order of the control characters.
        result.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value)).picture)
      default:
        result += "⟨U+\(String(scalar.value, radix: 16, uppercase: true))⟩"
      }
    }
    return result
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0x00..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF,
      0xFDD0...0xFDEF:
      true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }

  /// The beginning of a text, at most so many characters, on one line.
  static func excerpt(_ text: String, _ limit: Int) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard words.count > limit else { return words }
    return words.prefix(limit - 1) + "…"
  }
}

extension Unicode.Scalar {
  /// What stands for a control character.
  fileprivate var picture: Unicode.Scalar { Unicode.Scalar(0x2400 + value) ?? "\u{FFFD}" }
}
