// SPDX-License-Identifier: Apache-2.0

/// Finds keys and passwords in the bytes of one line, in one pass.
struct LineSecrets {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  private let bytes: Bytes
  private var found: [Range<Int>] = []

  /// The places of secrets, in order, not overlapping.
  static func find(in bytes: Bytes) -> [Range<Int>] {
    guard bytes.count >= 6 else { return [] }
    var line = LineSecrets(bytes: bytes)
    line.scan()
    return line.found
  }

  private init(bytes: Bytes) { self.bytes = bytes }

  private mutating func scan() {
    var index = 0
    while index < bytes.count {
      let range: Range<Int>? =
        switch bytes[index] {
        case UInt8(ascii: "="), UInt8(ascii: ":"): assigned(at: index) ?? password(at: index)
        case UInt8(ascii: "B"), UInt8(ascii: "b"): bearer(at: index) ?? token(at: index)
        default: token(at: index)
        }
      if let range {
        found.append(range)
        index = range.upperBound
      } else {
        index += 1
      }
    }
  }

  // MARK: - Tokens by their makers' shapes

  /// How a maker's keys begin, and how much follows at least.
  private static let shapes: [(beginning: [UInt8], least: Int)] = [
    ("sk-", 16), ("sk_live_", 16), ("sk_test_", 16), ("rk_live_", 16), ("ghp_", 20), ("gho_", 20),
    ("ghu_", 20), ("ghs_", 20), ("ghr_", 20), ("github_pat_", 20), ("glpat-", 16), ("AIza", 30),
    ("xoxa-", 10), ("xoxb-", 10), ("xoxp-", 10), ("xoxr-", 10),
    ("xoxs-", 10), ("hf_", 20), ("npm_", 30), ("pypi-", 30), ("SG.", 30), ("eyJ", 40),
    ("gsk_", 20), ("xai-", 20), ("nvapi-", 20), ("pplx-", 20), ("csk-", 20), ("tgp_v1_", 20),
  ].map { (Array($0.0.utf8), $0.1) }

  /// Whether a byte can begin a key; asked for every byte, so a table.
  private static let begins: [Bool] = {
    var table = [Bool](repeating: false, count: 256)
    for shape in shapes { table[Int(shape.beginning[0])] = true }
    return table
  }()

  private func token(at start: Int) -> Range<Int>? {
    guard Self.begins[Int(bytes[start])], start == 0 || !isWord(bytes[start - 1]) else {
      return nil
    }
    if let key = accessKey(at: start) { return key }
    for shape in Self.shapes where has(shape.beginning, at: start) {
      var end = start + shape.beginning.count
      while end < bytes.count, isToken(bytes[end]) { end += 1 }
      let body = bytes[(start + shape.beginning.count)..<end]
      // "sk-learn-compatible-estimators" is a word; keys hold digits.
      guard body.count >= shape.least, body.contains(where: isDigit) else { continue }
      return start..<end
    }
    return nil
  }

  /// `AKIA` or `ASIA` and exactly 16 capitals and digits: the names of continents are longer words.
  private func accessKey(at start: Int) -> Range<Int>? {
    guard has(Array("AKIA".utf8), at: start) || has(Array("ASIA".utf8), at: start) else {
      return nil
    }
    let end = start + 20
    guard end <= bytes.count, end == bytes.count || !isWord(bytes[end]) else { return nil }
    let isKey = bytes[(start + 4)..<end].allSatisfy {
      isDigit($0) || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0
    }
    return isKey ? start..<end : nil
  }

  private func bearer(at start: Int) -> Range<Int>? {
    guard hasFolded("bearer ", at: start), start == 0 || !isWord(bytes[start - 1]) else {
      return nil
    }
    let from = start + 7
    var end = from
    while end < bytes.count, isToken(bytes[end]) { end += 1 }
    return end - from >= 16 && bytes[from..<end].contains(where: isDigit) ? from..<end : nil
  }

  /// The password in `scheme://user:password@host`.
  private func password(at colon: Int) -> Range<Int>? {
    guard bytes[colon] == UInt8(ascii: ":") else { return nil }
    var start = colon
    while start > 0, isUser(bytes[start - 1]) { start -= 1 }
    guard start < colon, start >= 3, bytes[start - 1] == UInt8(ascii: "/"),
      bytes[start - 2] == UInt8(ascii: "/"), bytes[start - 3] == UInt8(ascii: ":")
    else { return nil }
    var end = colon + 1
    while end < bytes.count, !isSpace(bytes[end]), bytes[end] != UInt8(ascii: "/"),
      bytes[end] != UInt8(ascii: "@")
    { end += 1 }
    guard end > colon + 1, end < bytes.count, bytes[end] == UInt8(ascii: "@") else { return nil }
    return colon + 1..<end
  }

  // MARK: - Assignments

  private static let keys = [
    "password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "api_key", "api-key",
    "access_key", "access-key", "secret_key", "secret-key", "private_key", "accesskey",
    "secretkey", "auth_key", "account_key", "accountkey",
  ].map { Array($0.utf8) }

  /// The value after the `=` or `:` of a key that names a secret.
  private func assigned(at sign: Int) -> Range<Int>? {
    guard let wasSpaced = hasSecretKey(before: sign) else { return nil }
    var from = sign + 1
    // `=>`, but not `==`, which compares.
    if from < bytes.count, bytes[from] == UInt8(ascii: ">") { from += 1 }
    guard from < bytes.count, bytes[from] != UInt8(ascii: "=") else { return nil }
    let afterSign = from
    while from < bytes.count, isSpace(bytes[from]) { from += 1 }
    guard from < bytes.count else { return nil }
    if bytes[from] == UInt8(ascii: "\"") || bytes[from] == UInt8(ascii: "'") {
      let quote = bytes[from]
      let end = bytes[(from + 1)...].firstIndex(of: quote) ?? bytes.count
      return isPlaceholder(from + 1..<end) ? nil : from + 1..<end
    }
    var end = from
    while end < bytes.count, !isSpace(bytes[end]), !isSeparator(bytes[end]) { end += 1 }
    guard end - from >= 4, !isPlaceholder(from..<end) else { return nil }
    let isTight = bytes[sign] == UInt8(ascii: "=") && !wasSpaced && from == afterSign
    if isTight { return from..<end }
    // Prose and program text: only what ends the line and holds a digit looks like a value.
    let endsLine = bytes[end...].allSatisfy { isSpace($0) || $0 == UInt8(ascii: ";") }
    return endsLine && end - from >= 6 && bytes[from..<end].contains(where: isDigit)
      ? from..<end : nil
  }

  /// Whether a secret's name stands before a sign, and if so whether there was space between.
  private func hasSecretKey(before sign: Int) -> Bool? {
    var end = sign
    while end > 0, isSpace(bytes[end - 1]) { end -= 1 }
    let wasSpaced = end < sign
    if end > 0, bytes[end - 1] == UInt8(ascii: "\"") || bytes[end - 1] == UInt8(ascii: "'") {
      end -= 1
    }
    let names = Self.keys.contains { key in
      end >= key.count && hasFolded(key, at: end - key.count)
    }
    return names ? wasSpaced : nil
  }

  /// What people write in place of a value: `<token>`, `${TOKEN}`, `os.environ["X"]`, `null`, `***`.
  private func isPlaceholder(_ range: Range<Int>) -> Bool {
    guard let first = range.first else { return true }
    if "<${*[(".utf8.contains(bytes[first]) { return true }
    if bytes[range].contains(where: { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "[") }) {
      return true
    }
    let text = String(decoding: bytes[range], as: UTF8.self).lowercased()
    return ["null", "none", "nil", "true", "false", "undefined", "changeme"].contains(text)
  }

  // MARK: - Bytes

  private func has(_ text: [UInt8], at start: Int) -> Bool {
    start + text.count <= bytes.count && bytes[start..<(start + text.count)].elementsEqual(text)
  }

  private func hasFolded(_ text: some Collection<UInt8>, at start: Int) -> Bool {
    start >= 0 && start + text.count <= bytes.count
      && bytes[start..<(start + text.count)].elementsEqual(text) { Self.folded($0) == $1 }
  }

  private func hasFolded(_ text: String, at start: Int) -> Bool { hasFolded(text.utf8, at: start) }

  private static func folded(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  private func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "_")
      || UInt8(ascii: "a")...UInt8(ascii: "z") ~= Self.folded(byte)
  }

  private func isToken(_ byte: UInt8) -> Bool { isWord(byte) || "-.+/=".utf8.contains(byte) }

  private func isUser(_ byte: UInt8) -> Bool { isWord(byte) || "-.%+".utf8.contains(byte) }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private func isSeparator(_ byte: UInt8) -> Bool { ",;&\"'`)}".utf8.contains(byte) }
}
