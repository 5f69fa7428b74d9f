// SPDX-License-Identifier: Apache-2.0

/// What a path may look like as text, before any file system is asked.
enum PathText {
  /// Whether a name can be shown on a line of its own without forging another.
  ///
  /// File names are written by strangers: a line break in one would look like a second entry, and a
  /// bidirectional mark like another name.
  static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.unicodeScalars.allSatisfy { isPlain($0) }
  }

  /// The text with everything that is not plain spelled out, cut to 300 characters.
  static func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(300) {
      if isPlain(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      }
    }
    return result
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF:
      false
    default: true
    }
  }

  /// Whether two names are the same bytes; Swift's `==` would take composed and decomposed for one.
  static func isSame(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
  }

  /// Orders names by their bytes.
  static func isOrdered(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// The components of a path, with empty ones and `.` left out.
  static func components(of path: some StringProtocol) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).compactMap { part in
      let name = String(decoding: part, as: UTF8.self)
      return name == "." ? nil : name
    }
  }
}
