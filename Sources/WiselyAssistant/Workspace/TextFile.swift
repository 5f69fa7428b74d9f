// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A file's words as lines, made safe to hand out.
struct TextFile: Sendable {
  /// The lines, without their ends.
  var lines: [Substring]
  /// The size on disk, in bytes.
  var size: Int
  /// How many places were not UTF-8 and were replaced.
  var repairs: Int
  /// How many keys and passwords were replaced.
  var redactions: Int

  /// Decodes bytes.
  ///
  /// - Throws: `AccessDenial` for what is not text, naming the kind where it is known.
  init(_ bytes: [UInt8], name: String, redacting: Bool) throws(AccessDenial) {
    if let kind = Self.kind(of: bytes) { throw AccessDenial(name, .binary, detail: kind) }
    var text = String(decoding: bytes, as: UTF8.self)
    size = bytes.count
    repairs = 0
    if !Self.isUTF8(bytes) {
      // A file may hold the replacement character itself; only new ones are repairs.
      repairs = Self.replacements(in: text.utf8) - Self.replacements(in: bytes)
      guard repairs * 10 <= max(bytes.count, 20) else {
        throw AccessDenial(name, .binary)
      }
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    lines = Self.split(text)
    redactions = 0
    if redacting { redactions = Redactor.redact(&lines) }
  }

  /// Lines end at a line feed; a carriage return before it belongs to the end.
  static func split(_ text: String) -> [Substring] {
    // On bytes: "\r\n" is a single Character.
    var lines: [Substring] = []
    let bytes = text.utf8
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
      var line = text[start..<end]
      if line.utf8.last == UInt8(ascii: "\r") {
        line = text[start..<bytes.index(before: end)]
      }
      lines.append(line)
      start = end < bytes.endIndex ? bytes.index(after: end) : end
    }
    return lines
  }

  /// What a binary file is and what would help, or nil for text.
  static func kind(of bytes: [UInt8]) -> String? {
    func begins(_ text: StaticString) -> Bool {
      text.withUTF8Buffer { bytes.starts(with: $0) }
    }
    if begins("%PDF-") {
      return "is a PDF, which cannot be read as text; the user can convert it (pdftotext)"
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return "is UTF-16 text; the user can convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)"
    }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      return
        "is a zip container (an archive or an office document), which cannot be read as text; the user can export it as text"
    }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      return "is an old office document; the user can export it as text"
    }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) || bytes.starts(with: [0xFF, 0xD8, 0xFF])
      || begins("GIF8")
    {
      return "is a picture, which cannot be read as text"
    }
    return bytes.contains(0) ? "is a binary file and cannot be read as text" : nil
  }

  private static func isUTF8(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { String(validating: $0, as: UTF8.self) != nil }
  }

  private static func replacements(in bytes: some Sequence<UInt8>) -> Int {
    var count = 0
    var place = 0
    let mark: [UInt8] = [0xEF, 0xBF, 0xBD]
    for byte in bytes {
      if byte == mark[place] {
        place += 1
        if place == 3 {
          count += 1
          place = 0
        }
      } else {
        place = byte == mark[0] ? 1 : 0
      }
    }
    return count
  }
}
