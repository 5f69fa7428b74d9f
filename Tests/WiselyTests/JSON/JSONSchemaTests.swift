// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wisely

@Suite struct JSONSchemaTests {
  /// A schema, the values it takes and those it refuses.
  struct Example: CustomTestStringConvertible, Sendable {
    var schema: String
    var takes: [String]
    var refuses: [String]
    var testDescription: String { schema }

    init(_ schema: String, _ takes: [String], not refuses: [String]) {
      self.schema = schema
      self.takes = takes
      self.refuses = refuses
    }
  }

  static let examples: [Example] = [
    Example("true", ["1", "{}"], not: []), Example("false", [], not: ["1", "null"]),
    Example("{}", ["1", "null"], not: []),
    Example(#"{"type":"integer"}"#, ["1", "1.0", "1e3", "1E400"], not: ["1.5", "\"1\"", "null"]),
    Example(#"{"type":"number"}"#, ["1", "1.5"], not: ["\"1\"", "true"]),
    Example(#"{"type":["string","null"]}"#, ["\"\"", "null"], not: ["0", "{}", "[]"]),
    Example(#"{"type":"boolean"}"#, ["true"], not: ["0", "\"true\""]),
    Example(
      #"{"enum":[1,"a",[1,{"x":2,"y":0}]]}"#, ["1.0", "\"a\"", #"[1e0,{"y":-0,"x":2.0}]"#],
      not: ["2", "\"b\"", "[1]", "true"]),
    Example(#"{"const":0}"#, ["0", "-0.0"], not: ["false", "null", "\"\""]),
    Example("{\"const\":\"\u{E9}\"}", ["\"\u{E9}\""], not: ["\"e\u{301}\""]),
    Example(#"{"const":9007199254740993}"#, ["9007199254740993.0"], not: ["9007199254740992"]),
    Example(
      #"{"minimum":1,"maximum":2.5}"#, ["1", "2.50", "\"x\""], not: ["0.999", "2.51", "-1e400"]),
    Example(
      #"{"exclusiveMinimum":1,"exclusiveMaximum":2}"#, ["1.0000000000000000001"], not: ["1", "2.0"]),
    Example(#"{"multipleOf":0.01}"#, ["19.99", "0", "-1", "4.35"], not: ["0.001", "1e-400"]),
    Example(
      #"{"minLength":2,"maxLength":3}"#, ["\"ab\"", "\"😀😀\"", "7"], not: ["\"a\"", "\"abcd\""]),
    Example(#"{"maxLength":1}"#, ["\"\u{E9}\""], not: ["\"e\u{301}\""]),
    Example(#"{"pattern":"b+"}"#, ["\"abba\"", "1"], not: ["\"aa\""]),
    Example(#"{"pattern":"^\\d{3}$"}"#, ["\"123\""], not: ["\"12\"", "\"1234\"", "\"١٢٣\""]),
    Example(#"{"pattern":"^a$"}"#, ["\"a\""], not: [#""a\n""#, #""b\na""#]),
    Example(#"{"pattern":"^.$"}"#, ["\"😀\""], not: ["\"e\u{301}\""]),
    Example(#"{"minItems":1,"maxItems":2}"#, ["[1]", "[1,2]", "{}"], not: ["[]", "[1,2,3]"]),
    Example(
      #"{"uniqueItems":true}"#, ["[1,\"1\",true]", "[[1],[2]]"],
      not: ["[1,1.0]", #"[{"a":1,"b":2},{"b":2,"a":1}]"#]),
    Example(#"{"uniqueItems":false}"#, ["[1,1]"], not: []),
    Example(#"{"items":{"type":"integer"}}"#, ["[]", "[1,2]", "\"x\""], not: ["[1,\"2\"]"]),
    Example(
      #"{"prefixItems":[{"type":"string"},{"type":"integer"}],"items":false}"#,
      ["[]", "[\"a\"]", "[\"a\",1]"], not: ["[1]", "[\"a\",1,2]"]),
    Example(#"{"contains":{"const":1}}"#, ["[2,1]"], not: ["[]", "[2]"]),
    Example(
      #"{"contains":{"const":1},"minContains":2,"maxContains":3}"#, ["[1,1]", "[1,1,1]"],
      not: ["[1]", "[1,1,1,1]"]),
    Example(#"{"contains":{"const":1},"minContains":0}"#, ["[]"], not: []),
    Example(#"{"required":["a"]}"#, [#"{"a":null}"#, "[]"], not: ["{}", #"{"A":1}"#]),
    Example(
      #"{"properties":{"a":{"type":"integer"}},"additionalProperties":false}"#,
      ["{}", #"{"a":1}"#], not: [#"{"a":"x"}"#, #"{"b":1}"#]),
    Example(
      #"{"patternProperties":{"^x_":{"type":"integer"}},"additionalProperties":{"type":"string"}}"#,
      [#"{"x_a":1,"b":"c"}"#], not: [#"{"x_a":"1"}"#, #"{"b":1}"#]),
    Example(
      #"{"properties":{"ab":{"minimum":1}},"patternProperties":{"^a":{"maximum":3}}}"#,
      [#"{"ab":2}"#], not: [#"{"ab":0}"#, #"{"ab":4}"#]),
    Example(#"{"propertyNames":{"maxLength":2}}"#, [#"{"ab":1}"#], not: [#"{"abc":1}"#]),
    Example(
      #"{"minProperties":1,"maxProperties":2}"#, [#"{"a":1}"#, #"{"a":1,"a":2,"b":3}"#],
      not: ["{}", #"{"a":1,"b":2,"c":3}"#]),
    Example(
      #"{"dependentRequired":{"card":["name"]}}"#, ["{}", #"{"card":1,"name":2}"#],
      not: [#"{"card":1}"#]),
    Example(
      #"{"dependentSchemas":{"a":{"required":["b"]}}}"#, ["{}", #"{"a":1,"b":1}"#],
      not: [#"{"a":1}"#]),
    Example(#"{"allOf":[{"minimum":1},{"maximum":2}]}"#, ["1", "2"], not: ["0", "3"]),
    Example(#"{"anyOf":[{"type":"string"},{"minimum":1}]}"#, ["\"\"", "1"], not: ["0"]),
    Example(
      #"{"oneOf":[{"multipleOf":2},{"multipleOf":3}]}"#, ["2", "3"], not: ["1", "6"]),
    Example(#"{"not":{"type":"string"}}"#, ["1"], not: ["\"\""]),
    Example(
      #"{"if":{"properties":{"k":{"const":"x"}},"required":["k"]},"then":{"required":["a"]},"else":{"required":["b"]}}"#,
      [#"{"k":"x","a":1}"#, #"{"b":1}"#], not: [#"{"k":"x","b":1}"#, #"{"k":"y"}"#]),
    Example(#"{"then":false}"#, ["1"], not: []),
    Example(
      ##"{"$defs":{"n":{"type":"integer"}},"items":{"$ref":"#/$defs/n","minimum":0}}"##,
      ["[1]"], not: ["[\"a\"]", "[-1]"]),
    Example(
      ##"{"type":["object","null"],"properties":{"next":{"$ref":"#"}},"required":["v"]}"##,
      [#"{"v":1,"next":{"v":2,"next":null}}"#], not: [#"{"v":1,"next":{}}"#, #"{"v":1,"next":3}"#]),
    Example(
      ##"{"$defs":{"a/b~c %":{"const":1}},"$ref":"#/$defs/a~1b~0c%20%25"}"##, ["1"], not: ["2"]),
    Example(
      ##"{"anyOf":[{"$ref":"#/anyOf/1"},{"const":2}]}"##, ["2"], not: ["1"]),
    Example(
      #"{"title":"t","description":"d","default":1,"examples":[1],"format":"email","$schema":"s","$id":"i","x-order":1,"type":"string"}"#,
      ["\"no mail\""], not: ["1"]),
  ]

  @Test("A schema takes what it should and refuses the rest", arguments: examples)
  func acceptance(_ example: Example) throws {
    let schema = try JSONSchema(JSONValue(parsing: example.schema))
    for text in example.takes {
      let violations = schema.violations(of: try JSONValue(parsing: text))
      #expect(violations == [], "\(text)")
    }
    for text in example.refuses {
      #expect(!schema.accepts(try JSONValue(parsing: text)), "\(text)")
    }
  }

  @Test(
    "Each violation is one sentence with its place",
    arguments: [
      (
        #"{"properties":{"limit":{"type":"integer"}}}"#, #"{"limit":"5"}"#,
        "'limit' must be an integer, not a string"
      ),
      (
        #"{"type":["string","integer","null"]}"#, "[]",
        "the value must be a string, an integer or null, not an array"
      ),
      (#"{"items":{"required":["a"]}}"#, "[{}]", #"'[0]' must have the member "a""#),
      (
        #"{"properties":{"limit":true},"additionalProperties":false}"#, #"{"limt":1}"#,
        #"'limt' is not a known member; did you mean "limit"?"#
      ),
      (#"{"enum":["a",2]}"#, "3", #"the value must be one of "a", 2"#),
      (#"{"const":{"a":1}}"#, "3", #"the value must be {"a":1}"#),
      (#"{"minimum":1.50}"#, "1", "the value must be at least 1.50, not 1"),
      (#"{"minItems":1}"#, "[]", "the value must have at least 1 element, not 0"),
      (#"{"maxLength":2}"#, "\"abc\"", "the value must have at most 2 characters, not 3"),
      (#"{"pattern":"^a"}"#, "\"b\"", "the value must match the pattern ^a"),
      (
        #"{"uniqueItems":true}"#, "[1,2,1]", "the value must not repeat elements: 0 and 2 are equal"
      ),
      (
        #"{"anyOf":[{"type":"string"},{"items":{"type":"null"}}]}"#, "[1]",
        "the value must fit one of 2 alternatives: (1) must be a string, not an array; (2) '[0]' must be null, not an integer"
      ),
      (
        #"{"oneOf":[true,{"minimum":0},false]}"#, "1",
        "the value must fit exactly one of 3 alternatives, not numbers 1 and 2"
      ),
      (
        #"{"dependentRequired":{"a":["b"]}}"#, #"{"a":1}"#,
        #"the value must have the member "b", because it has "a""#
      ),
      (
        #"{"propertyNames":{"maxLength":1}}"#, #"{"ab":1}"#,
        "'ab' has a name that must have at most 1 character, not 2"
      ),
      (#"{"properties":{"a":false}}"#, #"{"a":1}"#, "'a' must not be there"),
    ])
  func sentences(schema: String, value: String, expected: String) throws {
    let violations = try JSONSchema(JSONValue(parsing: schema))
      .violations(of: JSONValue(parsing: value))
    #expect(violations.map(\.description) == [expected])
  }

  @Test("All violations are told, in the value's order")
  func order() throws {
    let schema = try JSONSchema([
      "type": "object", "required": ["z"],
      "properties": ["a": ["type": "string"], "b": ["minimum": 3]],
    ])
    let violations = schema.violations(of: ["b": 1, "a": 2])
    #expect(
      violations.map(\.description) == [
        #"the value must have the member "z""#, "'b' must be at least 3, not 1",
        "'a' must be a string, not an integer",
      ])
    #expect(violations.map(\.path) == [.root, ["b"], ["a"]])
  }

  @Test(
    "What is not understood is refused when the schema is read",
    arguments: [
      (
        #"{"requried":["a"]}"#,
        #"the schema's 'requried' is not a supported keyword; did you mean "required"?; ignoring it would change the result"#
      ),
      (
        #"{"properties":{"a":{"unevaluatedProperties":false}}}"#,
        "the schema's 'properties.a.unevaluatedProperties' is not a supported keyword; ignoring it would change the result"
      ),
      (
        ##"{"$dynamicRef":"#a"}"##,
        "the schema's '$dynamicRef' is not a supported keyword; ignoring it would change the result"
      ),
      (
        #"{"nullable":true}"#,
        "the schema's 'nullable' is not a supported keyword; ignoring it would change the result"
      ),
      (
        #"{"items":[{}]}"#,
        #"the schema's 'items' must be one schema; a list of schemas is called "prefixItems""#
      ),
      (#"{"type":"int"}"#, #"the schema's 'type' names no type: "int""#),
      (
        #"{"type":"strin"}"#, #"the schema's 'type' names no type: "strin"; did you mean "string"?"#
      ),
      (#"{"minimum":"1"}"#, "the schema's 'minimum' must be a number, not a string"),
      (#"{"minLength":-1}"#, "the schema's 'minLength' must be a whole number from 0, not -1"),
      (#"{"multipleOf":0}"#, "the schema's 'multipleOf' must be more than 0, not 0"),
      (#"{"required":"a"}"#, "the schema's 'required' must be an array, not a string"),
      (#"{"required":[1]}"#, "the schema's 'required' must hold only strings"),
      (
        #"{"exclusiveMinimum":true}"#,
        "the schema's 'exclusiveMinimum' must be a number, not true or false"
      ),
      (#"{"anyOf":[]}"#, "the schema's 'anyOf' must not be empty"),
      (#"{"not":3}"#, "the schema's 'not' must be an object, true or false, not an integer"),
      (
        #"{"$ref":"other.json"}"#,
        ##"the schema's '$ref' must lead to a place in this schema, like "#/$defs/name", not to "other.json""##
      ),
      (
        ##"{"$ref":"#/$defs/x"}"##,
        "the schema's '$ref' leads nowhere: there is no '$defs' in the schema"
      ),
      (##"{"$ref":"#"}"##, "the schema leads back to itself without going into the value"),
      (
        ##"{"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"}]},"b":{"not":{"$ref":"#/$defs/a"}}}}"##,
        "the schema's '$defs.a' leads back to itself without going into the value"
      ),
      (
        #"{"$defs":{"unused":{"typ":1}}}"#,
        #"the schema's '$defs.unused.typ' is not a supported keyword; did you mean "type"?; ignoring it would change the result"#
      ),
      (
        #"{"items":{"$id":"x"}}"#,
        "the schema's 'items.$id' is supported only at the top: below it, it changes what references mean"
      ),
      ("3", "the schema must be an object, true or false, not an integer"),
    ])
  func refusal(schema: String, expected: String) throws {
    let error = try #require(throws: JSONSchemaError.self) {
      try JSONSchema(JSONValue(parsing: schema))
    }
    #expect(error.description == expected)
  }

  @Test("A pattern that is no regular expression is refused, also as a member's name")
  func patterns() throws {
    for schema: JSONValue in [["pattern": "(a"], ["patternProperties": ["(a": true]]] {
      let error = try #require(throws: JSONSchemaError.self) { try JSONSchema(schema) }
      #expect(error.reason.hasPrefix("is not a regular expression: "))
    }
  }
}
