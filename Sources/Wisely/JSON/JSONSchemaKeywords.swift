// SPDX-License-Identifier: Apache-2.0

import _StringProcessing

/// Reads the value of one keyword, or says what it should have been.
struct JSONSchemaKeywords {
  let path: JSONPath
  let value: JSONValue

  func error(_ reason: String) -> JSONSchemaError { JSONSchemaError(path: path, reason: reason) }

  private func expected(_ what: String) -> JSONSchemaError {
    error("must be \(what), not \(value.kind)")
  }

  func string() throws(JSONSchemaError) -> String {
    guard let string = value.string else { throw expected("a string") }
    return string
  }

  func flag() throws(JSONSchemaError) -> Bool {
    guard let flag = value.bool else { throw expected("true or false") }
    return flag
  }

  func array() throws(JSONSchemaError) -> [JSONValue] {
    guard let array = value.array else { throw expected("an array") }
    return array
  }

  func object() throws(JSONSchemaError) -> JSONObject {
    guard let object = value.object else { throw expected("an object") }
    return object
  }

  func strings() throws(JSONSchemaError) -> [String] {
    let strings = try array().compactMap(\.string)
    guard strings.count == value.array?.count else { throw error("must hold only strings") }
    return strings
  }

  func lists() throws(JSONSchemaError) -> [(key: String, needs: [String])] {
    var lists: [(key: String, needs: [String])] = []
    for member in try object().members {
      let needs = JSONSchemaKeywords(path: path.appending(.key(member.key)), value: member.value)
      lists.append((member.key, try needs.strings()))
    }
    return lists
  }

  func count() throws(JSONSchemaError) -> Int {
    guard let count = value.int, count >= 0 else {
      throw error("must be a whole number from 0, not \(value.text)")
    }
    return count
  }

  func bound() throws(JSONSchemaError) -> JSONSchemaNode.Bound {
    guard case .number(let number) = value else { throw expected("a number") }
    return JSONSchemaNode.Bound(decimal: number.decimal, lexeme: number.lexeme)
  }

  func divisor() throws(JSONSchemaError) -> JSONSchemaNode.Bound {
    let divisor = try bound()
    guard !divisor.decimal.isNegative, !divisor.decimal.digits.isEmpty else {
      throw error("must be more than 0, not \(divisor.lexeme)")
    }
    guard divisor.decimal.digits.count <= 18 else {
      throw error("must have at most 18 significant digits")
    }
    return divisor
  }

  func choices(_ values: [JSONValue]) -> JSONSchemaNode.Choices {
    JSONSchemaNode.Choices(values: values, forms: Set(values.map(\.comparisonForm)))
  }

  func kinds() throws(JSONSchemaError) -> [JSONSchemaNode.Kind] {
    var kinds: [JSONSchemaNode.Kind] = []
    let all = JSONSchemaNode.Kind.allCases.map(\.rawValue)
    for name in value.array ?? [value] {
      guard let text = name.string else { throw expected("a type's name or a list of them") }
      guard let kind = JSONSchemaNode.Kind(rawValue: text) else {
        throw error(
          "names no type: \(name.text)\(NearestName.hint(text, among: all))")
      }
      kinds.append(kind)
    }
    return kinds
  }

  func pattern() throws(JSONSchemaError) -> String {
    let text = try string()
    do {
      _ = try Regex(text)
      return text
    } catch {
      throw self.error("is not a regular expression: \(error)")
    }
  }

  // MARK: - What is not checked

  /// Keywords that only describe, or that matter only to schemas which refer to others.
  private static let annotations: Set<String> = [
    "$schema", "$comment", "$anchor", "$dynamicAnchor", "title", "description", "default",
    "examples", "example", "deprecated", "readOnly", "writeOnly", "format", "contentEncoding",
    "contentMediaType", "contentSchema", "markdownDescription", "propertyOrdering",
  ]

  private static let supported = [
    "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems",
    "minContains", "maxContains", "contains", "items", "prefixItems", "minProperties",
    "maxProperties", "required", "dependentRequired", "dependentSchemas", "properties",
    "patternProperties", "additionalProperties", "propertyNames", "allOf", "anyOf", "oneOf", "not",
    "if", "then", "else", "$ref", "$defs", "definitions", "$id",
  ]

  /// Lets annotations through and refuses everything else.
  func checkHarmless(_ keyword: String) throws(JSONSchemaError) {
    if Self.annotations.contains(keyword) || keyword.hasPrefix("x-") { return }
    if keyword == "$id" {
      guard path.components.count > 1 else { return }
      throw error("is supported only at the top: below it, it changes what references mean")
    }
    throw error(
      "is not a supported keyword\(NearestName.hint(keyword, among: Self.supported)); "
        + "ignoring it would change the result")
  }
}
