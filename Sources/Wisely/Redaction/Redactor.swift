// SPDX-License-Identifier: Apache-2.0

/// Replaces known shapes of keys and passwords before text leaves the machine.
///
/// It errs towards leaving text alone where prose looks like an assignment ("password: see below"),
/// and towards replacing where a shape belongs to a maker of keys. Lines stay lines.
package enum Redactor {
  /// What stands in place of a secret.
  package static let mark = "[redacted]"

  /// Replaces secrets in place; the number of them.
  package static func redact(_ lines: inout [Substring]) -> Int {
    var count = 0
    var isInKey = false
    for index in lines.indices {
      let line = lines[index].utf8
      if isInKey {
        isInKey = !contains(line, "-----END ")
        lines[index] = Substring(mark)
        continue
      }
      if contains(line, "-----BEGIN "), contains(line, "PRIVATE KEY") {
        isInKey = !contains(line, "-----END ")
        count += 1
        lines[index] = Substring(mark)
        continue
      }
      guard let (text, found) = redacted(line) else { continue }
      lines[index] = Substring(text)
      count += found
    }
    return count
  }

  /// A line without its secrets, or nil when it has none.
  private static func redacted(_ line: Substring.UTF8View) -> (text: String, count: Int)? {
    let found =
      line.withContiguousStorageIfAvailable { LineSecrets.find(in: $0) }
      ?? Array(line).withUnsafeBufferPointer { LineSecrets.find(in: $0) }
    guard !found.isEmpty else { return nil }
    let bytes = Array(line)
    var result: [UInt8] = []
    var end = 0
    for range in found {
      result += bytes[end..<range.lowerBound]
      result += Array(mark.utf8)
      end = range.upperBound
    }
    result += bytes[end...]
    return (String(decoding: result, as: UTF8.self), found.count)
  }

  private static func contains(_ line: Substring.UTF8View, _ text: StaticString) -> Bool {
    text.withUTF8Buffer { needle in
      func search(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count >= needle.count else { return false }
        return (0...(bytes.count - needle.count)).contains { start in
          bytes[start] == needle[0] && bytes[start...].starts(with: needle)
        }
      }
      return line.withContiguousStorageIfAvailable { search($0) }
        ?? Array(line).withUnsafeBufferPointer { search($0) }
    }
  }
}
