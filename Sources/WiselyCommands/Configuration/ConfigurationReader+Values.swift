// SPDX-License-Identifier: Apache-2.0

import Wisely

extension ConfigurationReader {
  mutating func complain(_ reason: String, at path: JSONPath) {
    problems.append(document.error(reason, at: path))
  }

  mutating func complain(_ reason: String, atKey path: JSONPath) {
    problems.append(document.error(reason, atKey: path))
  }

  /// The line a value's key stands on.
  func line(of path: JSONPath) -> Int { document.place(ofKeyAt: path)?.line ?? 1 }

  mutating func know(_ keys: [String], at path: JSONPath) {
    problems += document.unknownKeys(at: path, known: keys)
  }

  /// What a provider's entry may hold, with the mend for what many would write.
  mutating func knowOfProvider(_ keys: [String], at path: JSONPath) {
    let secrets = ["key", "apiKey", "api_key", "token", "secret", "password"]
    for key in document.value[path]?.object?.keys ?? [] where secrets.contains(key) {
      complain(
        "no key may stand in this file; name the variable that holds it in \"keyVariable\"",
        atKey: path.appending(.key(key)))
    }
    know(keys + secrets, at: path)
  }

  mutating func expectObject(_ path: JSONPath) -> Bool {
    if document.value[path]?.object != nil { return true }
    complain("\(path.subject) must be an object in braces", at: path)
    return false
  }

  mutating func value<Value>(
    _ path: JSONPath, _ expected: String, _ read: (JSONValue) -> Value?
  ) -> Value? {
    guard let found = document.value[path], !found.isNull else { return nil }
    if let value = read(found) { return value }
    complain("\(path.subject) must be \(expected)", at: path)
    return nil
  }

  mutating func string(_ path: JSONPath) -> String? {
    value(path, "a string") { $0.string }
  }

  mutating func bool(_ path: JSONPath) -> Bool? {
    value(path, "true or false") { $0.bool }
  }

  mutating func integer(_ range: ClosedRange<Int>, _ path: JSONPath) -> Int? {
    value(path, "a whole number from \(range.lowerBound) to \(range.upperBound)") { found in
      found.int.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  mutating func strings(_ path: JSONPath) -> [String]? {
    value(path, "a list of strings") { found in
      guard let elements = found.array else { return nil }
      let strings = elements.compactMap(\.string)
      return strings.count == elements.count ? strings : nil
    }
  }

  mutating func choice(_ words: [String], _ path: JSONPath) -> String? {
    let quoted = words.map { "\"\($0)\"" }.joined(separator: " or ")
    return value(path, quoted) { found in found.string.flatMap { words.contains($0) ? $0 : nil } }
  }

  /// Money as a string, or as a number as it is spelled: never through floating point.
  mutating func money(_ path: JSONPath) -> Money? {
    value(path, "an amount of dollars such as \"0.50\"") { found in
      let text: String? =
        switch found {
        case .string(let text): text
        case .number(let number): number.lexeme
        default: nil
        }
      return text.flatMap { Money(dollars: $0) }.flatMap { $0 < .zero ? nil : $0 }
    }
  }
}
