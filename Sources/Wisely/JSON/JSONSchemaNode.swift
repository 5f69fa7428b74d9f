// SPDX-License-Identifier: Apache-2.0

/// One schema, its subschemas as positions in the list of all of them.
struct JSONSchemaNode: Sendable {
  /// The types a schema can name.
  enum Kind: String, CaseIterable, Sendable {
    case null, boolean, object, array, number, integer, string

    func matches(_ value: JSONValue) -> Bool {
      switch (self, value) {
      case (.null, .null), (.boolean, .bool), (.object, .object), (.array, .array),
        (.number, .number), (.string, .string):
        true
      case (.integer, .number(let number)): number.decimal.isInteger
      default: false
      }
    }

    /// As the object of a sentence.
    var phrase: String {
      switch self {
      case .null: "null"
      case .boolean: "true or false"
      case .object: "an object"
      case .array: "an array"
      case .number: "a number"
      case .integer: "an integer"
      case .string: "a string"
      }
    }
  }

  /// A number in the schema, exact and as it was spelled.
  struct Bound: Sendable {
    var decimal: JSONDecimal
    var lexeme: String
  }

  /// Values in the schema, and their forms for comparing.
  struct Choices: Sendable {
    var values: [JSONValue]
    var forms: Set<[UInt8]>
  }

  /// The schema `false`.
  var isNever = false
  var reference: Int?
  var kinds: [Kind]?
  var choices: Choices?
  var constant: Choices?

  var minimum: Bound?
  var maximum: Bound?
  var exclusiveMinimum: Bound?
  var exclusiveMaximum: Bound?
  var multipleOf: Bound?

  var minLength: Int?
  var maxLength: Int?
  var pattern: String?

  var minItems: Int?
  var maxItems: Int?
  var uniqueItems = false
  var prefixItems: [Int] = []
  var items: Int?
  var contains: Int?
  var minContains = 1
  var maxContains: Int?

  var minProperties: Int?
  var maxProperties: Int?
  var required: [String] = []
  var dependentRequired: [(key: String, needs: [String])] = []
  var properties: [(key: String, node: Int)] = []
  var patternProperties: [(pattern: String, node: Int)] = []
  var additionalProperties: Int?
  var propertyNames: Int?
  var dependentSchemas: [(key: String, node: Int)] = []

  var allOf: [Int] = []
  var anyOf: [Int] = []
  var oneOf: [Int] = []
  var not: Int?
  var condition: Int?
  var consequence: Int?
  var alternative: Int?

  /// The subschemas that are asked about the same value.
  var inPlace: [Int] {
    allOf + anyOf + oneOf + dependentSchemas.map(\.node)
      + [reference, not, condition, consequence, alternative].compactMap(\.self)
  }
}

extension JSONValue {
  /// Bytes that are equal exactly for values equal in the sense of JSON Schema.
  ///
  /// Members are sorted, of duplicates the last one counts, numbers are written by value.
  package var comparisonForm: [UInt8] {
    var form: [UInt8] = []
    appendComparisonForm(to: &form)
    return form
  }

  private func appendComparisonForm(to form: inout [UInt8]) {
    switch self {
    case .null, .bool, .string: form += bytes
    case .number(let number):
      let decimal = number.decimal
      form += (decimal.isNegative ? "-0." : "0.").utf8
      form += decimal.digits.map { $0 + 0x30 }
      form += "e\(decimal.exponent)".utf8
    case .array(let elements):
      form.append(UInt8(ascii: "["))
      for element in elements {
        element.appendComparisonForm(to: &form)
        form.append(UInt8(ascii: ","))
      }
      form.append(UInt8(ascii: "]"))
    case .object(let object):
      form.append(UInt8(ascii: "{"))
      let members = object.distinctMembers.map { (key: JSONValue($0.key).bytes, value: $0.value) }
      for (key, value) in members.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        form += key
        form.append(UInt8(ascii: ":"))
        value.appendComparisonForm(to: &form)
        form.append(UInt8(ascii: ","))
      }
      form.append(UInt8(ascii: "}"))
    }
  }
}

extension JSONObject {
  /// Each name once, where it first stands, with the last value given for it.
  package var distinctMembers: [Member] {
    var places: [[UInt8]: Int] = [:]
    var distinct: [Member] = []
    for member in members {
      let name = Array(member.key.utf8)
      if let place = places[name] {
        distinct[place].value = member.value
      } else {
        places[name] = distinct.count
        distinct.append(member)
      }
    }
    return distinct
  }
}
