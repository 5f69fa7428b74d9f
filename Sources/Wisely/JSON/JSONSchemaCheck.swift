// SPDX-License-Identifier: Apache-2.0

import _StringProcessing

/// One run of a schema over one value.
struct JSONSchemaCheck {
  typealias Violation = JSONSchema.Violation

  let nodes: [JSONSchemaNode]
  /// Regular expressions are not `Sendable`, so they live as long as one check.
  private var patterns: [String: Regex<AnyRegexOutput>] = [:]

  init(nodes: [JSONSchemaNode]) { self.nodes = nodes }

  mutating func violations(of value: JSONValue, at path: JSONPath, node index: Int) -> [Violation] {
    let node = nodes[index]
    if node.isNever { return [Violation(path: path, reason: "must not be there")] }
    var reasons: [String] = []
    if let kinds = node.kinds, !kinds.contains(where: { $0.matches(value) }) {
      reasons.append("must be \(list(kinds.map(\.phrase))), not \(value.kind)")
    }
    if let constant = node.constant, !constant.forms.contains(value.comparisonForm) {
      reasons.append("must be \(constant.values[0].text)")
    }
    if let choices = node.choices, !choices.forms.contains(value.comparisonForm) {
      reasons.append("must be one of \(choices.values.map(\.text).joined(separator: ", "))")
    }
    var found: [Violation] = []
    switch value {
    case .number(let number): reasons += check(number, node)
    case .string(let string): reasons += check(string, node)
    case .array(let elements):
      reasons += checkCounts(elements, node)
      found += checkElements(elements, at: path, node)
    case .object(let object):
      reasons += checkCounts(object, node)
      found += checkMembers(object, at: path, node)
    case .null, .bool: break
    }
    return reasons.map { Violation(path: path, reason: $0) } + found
      + checkInPlace(value, at: path, node)
  }

  // MARK: - The same value

  private mutating func checkInPlace(
    _ value: JSONValue, at path: JSONPath, _ node: JSONSchemaNode
  ) -> [Violation] {
    var found: [Violation] = []
    for index in [node.reference].compactMap(\.self) + node.allOf {
      found += violations(of: value, at: path, node: index)
    }
    if !node.anyOf.isEmpty {
      let results = node.anyOf.map { violations(of: value, at: path, node: $0) }
      if !results.contains([]) {
        found.append(
          Violation(path: path, reason: "must fit one of \(alternatives(results, at: path))"))
      }
    }
    if !node.oneOf.isEmpty {
      let results = node.oneOf.map { violations(of: value, at: path, node: $0) }
      let fitting = results.indices.filter { results[$0].isEmpty }.map { "\($0 + 1)" }
      if fitting.isEmpty {
        found.append(
          Violation(
            path: path, reason: "must fit exactly one of \(alternatives(results, at: path))"))
      } else if fitting.count > 1 {
        let reason =
          "must fit exactly one of \(results.count) alternatives, "
          + "not numbers \(fitting.joined(separator: " and "))"
        found.append(Violation(path: path, reason: reason))
      }
    }
    if let not = node.not, violations(of: value, at: path, node: not).isEmpty {
      found.append(Violation(path: path, reason: "must not fit what the schema excludes"))
    }
    if let condition = node.condition {
      let isMet = violations(of: value, at: path, node: condition).isEmpty
      if let next = isMet ? node.consequence : node.alternative {
        found += violations(of: value, at: path, node: next)
      }
    }
    return found
  }

  private func alternatives(_ results: [[Violation]], at path: JSONPath) -> String {
    let first = results.enumerated().map { index, violations in
      let violation = violations.first
      let reason =
        violation?.path == path ? violation?.reason : violation.map { "\($0)" }
      return "(\(index + 1)) \(reason ?? "")"
    }
    return "\(results.count) alternatives: \(first.joined(separator: "; "))"
  }

  private func list(_ phrases: [String]) -> String {
    guard let last = phrases.last, phrases.count > 1 else { return phrases.first ?? "nothing" }
    return phrases.dropLast().joined(separator: ", ") + " or " + last
  }

  // MARK: - Scalars

  private func check(_ number: JSONNumber, _ node: JSONSchemaNode) -> [String] {
    let value = number.decimal
    var reasons: [String] = []
    func demand(
      _ bound: JSONSchemaNode.Bound?, _ phrase: String, _ isMet: (JSONDecimal) -> Bool
    ) {
      if let bound, !isMet(bound.decimal) {
        reasons.append("must be \(phrase) \(bound.lexeme), not \(number.lexeme)")
      }
    }
    demand(node.minimum, "at least") { value >= $0 }
    demand(node.maximum, "at most") { value <= $0 }
    demand(node.exclusiveMinimum, "more than") { value > $0 }
    demand(node.exclusiveMaximum, "less than") { value < $0 }
    demand(node.multipleOf, "a multiple of") { value.isMultiple(of: $0) ?? false }
    return reasons
  }

  private mutating func check(_ string: String, _ node: JSONSchemaNode) -> [String] {
    var reasons: [String] = []
    if node.minLength != nil || node.maxLength != nil {
      let noun = (one: "character", many: "characters")
      reasons += checkCount(
        string.unicodeScalars.count, node.minLength, node.maxLength, noun: noun)
    }
    if let pattern = node.pattern, !matches(string, pattern) {
      reasons.append("must match the pattern \(pattern)")
    }
    return reasons
  }

  private mutating func matches(_ string: String, _ pattern: String) -> Bool {
    if let regex = patterns[pattern] { return string.firstMatch(of: regex) != nil }
    guard let regex = try? Regex(pattern) else {
      preconditionFailure("the pattern \(pattern) was accepted with the schema")
    }
    let ecmaScript = regex.matchingSemantics(.unicodeScalar).asciiOnlyDigits()
      .asciiOnlyWordCharacters()
    patterns[pattern] = ecmaScript
    return string.firstMatch(of: ecmaScript) != nil
  }

  private func checkCount(
    _ count: Int, _ minimum: Int?, _ maximum: Int?, noun: (one: String, many: String)
  ) -> [String] {
    func amount(_ count: Int) -> String { "\(count) \(count == 1 ? noun.one : noun.many)" }
    if let minimum, count < minimum {
      return ["must have at least \(amount(minimum)), not \(count)"]
    }
    if let maximum, count > maximum {
      return ["must have at most \(amount(maximum)), not \(count)"]
    }
    return []
  }

  // MARK: - Arrays

  private func checkCounts(_ elements: [JSONValue], _ node: JSONSchemaNode) -> [String] {
    var reasons = checkCount(
      elements.count, node.minItems, node.maxItems, noun: ("element", "elements"))
    if node.uniqueItems {
      var seen: [[UInt8]: Int] = [:]
      for (index, element) in elements.enumerated() {
        if let first = seen.updateValue(index, forKey: element.comparisonForm) {
          reasons.append("must not repeat elements: \(first) and \(index) are equal")
          break
        }
      }
    }
    return reasons
  }

  private mutating func checkElements(
    _ elements: [JSONValue], at path: JSONPath, _ node: JSONSchemaNode
  ) -> [Violation] {
    var found: [Violation] = []
    for (index, element) in elements.enumerated() {
      let next = index < node.prefixItems.count ? node.prefixItems[index] : node.items
      guard let next else { continue }
      found += violations(of: element, at: path.appending(.index(index)), node: next)
    }
    if let contains = node.contains {
      var count = 0
      for (index, element) in elements.enumerated() {
        let place = path.appending(.index(index))
        if violations(of: element, at: place, node: contains).isEmpty { count += 1 }
      }
      let noun = (one: "element of the demanded kind", many: "elements of the demanded kind")
      found += checkCount(count, node.minContains, node.maxContains, noun: noun)
        .map { Violation(path: path, reason: $0) }
    }
    return found
  }

  // MARK: - Objects

  private func checkCounts(_ object: JSONObject, _ node: JSONSchemaNode) -> [String] {
    var reasons: [String] = []
    if node.minProperties != nil || node.maxProperties != nil {
      reasons += checkCount(
        object.distinctMembers.count, node.minProperties, node.maxProperties,
        noun: ("member", "members"))
    }
    func demand(_ key: String, because: String = "") {
      if object[key] == nil {
        reasons.append("must have the member \(JSONValue(key).text)\(because)")
      }
    }
    for key in node.required { demand(key) }
    for (key, needs) in node.dependentRequired where object[key] != nil {
      for need in needs { demand(need, because: ", because it has \(JSONValue(key).text)") }
    }
    return reasons
  }

  private mutating func checkMembers(
    _ object: JSONObject, at path: JSONPath, _ node: JSONSchemaNode
  ) -> [Violation] {
    var found: [Violation] = []
    for member in object.distinctMembers {
      let (key, value) = (member.key, member.value)
      let place = path.appending(.key(key))
      if let names = node.propertyNames {
        found += violations(of: .string(key), at: place, node: names)
          .map { Violation(path: $0.path, reason: "has a name that \($0.reason)") }
      }
      var applied: [Int] = []
      if let property = node.properties.first(where: { $0.key.utf8.elementsEqual(key.utf8) }) {
        applied.append(property.node)
      }
      for (pattern, next) in node.patternProperties where matches(key, pattern) {
        applied.append(next)
      }
      if applied.isEmpty, let additional = node.additionalProperties {
        if nodes[additional].isNever {
          let hint = NearestName.hint(key, among: node.properties.map(\.key))
          found.append(Violation(path: place, reason: "is not a known member\(hint)"))
        } else {
          applied.append(additional)
        }
      }
      for next in applied { found += violations(of: value, at: place, node: next) }
    }
    for (key, next) in node.dependentSchemas where object[key] != nil {
      found += violations(of: .object(object), at: path, node: next)
    }
    return found
  }
}
