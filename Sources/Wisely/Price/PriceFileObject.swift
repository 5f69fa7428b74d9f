// SPDX-License-Identifier: Apache-2.0

/// One object of a price file while it is read: each member is taken once, and what is left is an error.
struct PriceFileObject {
  private var object: JSONObject
  private let file: String
  private let path: JSONPath

  init(_ value: JSONValue, file: String, path: JSONPath = .root) throws(PriceFileError) {
    guard let object = value.object else {
      throw PriceFileError(file: file, path: path, reason: "an object in braces was expected")
    }
    self.object = object
    self.file = file
    self.path = path
  }

  var keys: [String] { object.keys }

  func error(_ key: String, _ reason: String) -> PriceFileError {
    PriceFileError(file: file, path: path.appending(.key(key)), reason: reason)
  }

  func nested(_ value: JSONValue, _ key: String) throws(PriceFileError) -> PriceFileObject {
    try PriceFileObject(value, file: file, path: path.appending(.key(key)))
  }

  mutating func take(_ key: String) -> JSONValue? {
    let value = object[key]
    object[key] = nil
    return value
  }

  /// Complains about members nobody asked for.
  func finish() throws(PriceFileError) {
    guard let key = object.keys.first else { return }
    throw error(key, "this member is unknown; remove it or mend its spelling")
  }

  mutating func optionalString(_ key: String) throws(PriceFileError) -> String? {
    guard let value = take(key) else { return nil }
    guard let text = value.string else { throw error(key, "a text in quotes was expected") }
    return text
  }

  mutating func string(_ key: String) throws(PriceFileError) -> String {
    guard let text = try optionalString(key), !text.isEmpty else {
      throw error(key, "this member is missing or empty")
    }
    return text
  }

  mutating func strings(_ key: String) throws(PriceFileError) -> [String] {
    guard let value = take(key) else { return [] }
    let texts = value.array?.compactMap(\.string)
    guard let texts, texts.count == value.array?.count else {
      throw error(key, "a list of texts was expected, such as [\"low\", \"high\"]")
    }
    return texts
  }

  mutating func objects(_ key: String) throws(PriceFileError) -> [PriceFileObject] {
    guard let value = take(key) else { return [] }
    guard let elements = value.array else { throw error(key, "a list in brackets was expected") }
    var objects: [PriceFileObject] = []
    for (index, element) in elements.enumerated() {
      let path = path.appending(.key(key)).appending(.index(index))
      objects.append(try PriceFileObject(element, file: file, path: path))
    }
    return objects
  }

  /// A list of whole numbers from that range; nil when there is none.
  mutating func integers(
    _ key: String, in range: ClosedRange<Int>
  ) throws(PriceFileError) -> [Int]? {
    guard let value = take(key) else { return nil }
    let numbers = value.array?.compactMap(\.int).filter { range.contains($0) }
    guard let numbers, numbers.count == value.array?.count else {
      throw error(
        key, "a list of whole numbers from \(range.lowerBound) to \(range.upperBound) was expected")
    }
    return numbers
  }

  mutating func flag(_ key: String) throws(PriceFileError) -> Bool {
    guard let value = take(key) else { return false }
    guard let flag = value.bool else { throw error(key, "true or false was expected") }
    return flag
  }

  mutating func integer(_ key: String, atLeast least: Int) throws(PriceFileError) -> Int? {
    guard let value = take(key) else { return nil }
    guard case .number(let number) = value, let count = Int(number.lexeme), count >= least else {
      throw error(key, "a whole number of at least \(least) was expected")
    }
    return count
  }

  mutating func day(_ key: String) throws(PriceFileError) -> CalendarDay? {
    guard let text = try optionalString(key) else { return nil }
    guard let day = CalendarDay(text) else {
      throw error(key, "\"\(text)\" is not a day; write it as \"2026-10-07\"")
    }
    return day
  }

  /// A price in dollars for that many units, exact to a picodollar a unit.
  mutating func money(_ key: String, per units: Int128) throws(PriceFileError) -> Money? {
    guard let value = take(key) else { return nil }
    // A JSON number would already have been through somebody's binary floating point.
    guard let text = value.string else {
      throw error(key, "write the price as a decimal in quotes, such as \"0.25\"")
    }
    guard let money = Money(dollars: text), money.picodollars >= 0,
      money.picodollars % units == 0, money.picodollars <= 1_000_000_000_000_000_000
    else {
      throw error(key, "\"\(text)\" is not a price in dollars such as \"0.25\"")
    }
    return Money(picodollars: money.picodollars / units)
  }

  mutating func factor(_ key: String) throws(PriceFileError) -> Factor? {
    guard let text = try optionalString(key) else { return nil }
    guard let factor = Factor(decimal: text) else {
      throw error(key, "\"\(text)\" is not a factor such as \"0.5\"")
    }
    return factor
  }

  mutating func factors(_ key: String) throws(PriceFileError) -> [String: Factor] {
    guard let value = take(key) else { return [:] }
    var object = try nested(value, key)
    var factors: [String: Factor] = [:]
    for name in object.keys { factors[name] = try object.factor(name) }
    return factors
  }
}
