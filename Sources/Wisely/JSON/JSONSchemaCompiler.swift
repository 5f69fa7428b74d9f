// SPDX-License-Identifier: Apache-2.0

/// Reads a schema into nodes and refuses what it does not understand.
struct JSONSchemaCompiler {
  private let document: JSONValue
  private var nodes: [JSONSchemaNode] = []
  private var places: [JSONPath] = []
  private var indexes: [JSONPath: Int] = [:]

  /// The nodes of a schema and everything in it; the first one is the root.
  static func compile(_ document: JSONValue) throws(JSONSchemaError) -> [JSONSchemaNode] {
    var compiler = JSONSchemaCompiler(document: document)
    _ = try compiler.node(at: .root)
    try compiler.refuseLoops()
    return compiler.nodes
  }

  private init(document: JSONValue) { self.document = document }

  /// The position of the node for the schema at that path, read when first asked for.
  private mutating func node(at path: JSONPath) throws(JSONSchemaError) -> Int {
    if let index = indexes[path] { return index }
    let index = nodes.count
    indexes[path] = index
    nodes.append(JSONSchemaNode())
    places.append(path)
    var node = JSONSchemaNode()
    switch document[path] {
    case .bool(let allows): node.isNever = !allows
    case .object(let object):
      for member in object.distinctMembers {
        try read(member.key, member.value, at: path.appending(.key(member.key)), into: &node)
      }
    case let value:
      throw JSONSchemaError(
        path: path, reason: "must be an object, true or false, not \(value?.kind ?? "nothing")")
    }
    nodes[index] = node
    return index
  }

  private mutating func read(
    _ keyword: String, _ value: JSONValue, at path: JSONPath, into node: inout JSONSchemaNode
  ) throws(JSONSchemaError) {
    let keywords = JSONSchemaKeywords(path: path, value: value)
    switch keyword {
    case "type": node.kinds = try keywords.kinds()
    case "enum": node.choices = keywords.choices(try keywords.array())
    case "const": node.constant = keywords.choices([value])
    case "minimum": node.minimum = try keywords.bound()
    case "maximum": node.maximum = try keywords.bound()
    case "exclusiveMinimum": node.exclusiveMinimum = try keywords.bound()
    case "exclusiveMaximum": node.exclusiveMaximum = try keywords.bound()
    case "multipleOf": node.multipleOf = try keywords.divisor()
    case "minLength": node.minLength = try keywords.count()
    case "maxLength": node.maxLength = try keywords.count()
    case "pattern": node.pattern = try keywords.pattern()
    case "minItems": node.minItems = try keywords.count()
    case "maxItems": node.maxItems = try keywords.count()
    case "uniqueItems": node.uniqueItems = try keywords.flag()
    case "minContains": node.minContains = try keywords.count()
    case "maxContains": node.maxContains = try keywords.count()
    case "minProperties": node.minProperties = try keywords.count()
    case "maxProperties": node.maxProperties = try keywords.count()
    case "required": node.required = try keywords.strings()
    case "dependentRequired": node.dependentRequired = try keywords.lists()
    case "$ref": node.reference = try self.node(at: target(of: keywords))
    default: try readSubschemas(keyword, keywords, into: &node)
    }
  }

  private mutating func readSubschemas(
    _ keyword: String, _ keywords: JSONSchemaKeywords, into node: inout JSONSchemaNode
  ) throws(JSONSchemaError) {
    let path = keywords.path
    switch keyword {
    case "items":
      guard keywords.value.array == nil else {
        throw keywords.error("must be one schema; a list of schemas is called \"prefixItems\"")
      }
      node.items = try self.node(at: path)
    case "contains": node.contains = try self.node(at: path)
    case "additionalProperties": node.additionalProperties = try self.node(at: path)
    case "propertyNames": node.propertyNames = try self.node(at: path)
    case "not": node.not = try self.node(at: path)
    case "if": node.condition = try self.node(at: path)
    case "then": node.consequence = try self.node(at: path)
    case "else": node.alternative = try self.node(at: path)
    case "prefixItems": node.prefixItems = try list(keywords)
    case "allOf": node.allOf = try list(keywords)
    case "anyOf": node.anyOf = try list(keywords)
    case "oneOf": node.oneOf = try list(keywords)
    case "properties": node.properties = try table(keywords)
    case "dependentSchemas": node.dependentSchemas = try table(keywords)
    case "patternProperties":
      let table = try table(keywords)
      for (key, _) in table {
        _ = try JSONSchemaKeywords(path: path.appending(.key(key)), value: .string(key)).pattern()
      }
      node.patternProperties = table.map { (pattern: $0.key, node: $0.node) }
    case "$defs", "definitions": _ = try table(keywords)
    default: try keywords.checkHarmless(keyword)
    }
  }

  private mutating func list(_ keywords: JSONSchemaKeywords) throws(JSONSchemaError) -> [Int] {
    let elements = try keywords.array()
    guard !elements.isEmpty else { throw keywords.error("must not be empty") }
    var nodes: [Int] = []
    for index in elements.indices {
      nodes.append(try node(at: keywords.path.appending(.index(index))))
    }
    return nodes
  }

  private mutating func table(
    _ keywords: JSONSchemaKeywords
  ) throws(JSONSchemaError) -> [(key: String, node: Int)] {
    var nodes: [(key: String, node: Int)] = []
    for member in try keywords.object().distinctMembers {
      nodes.append((member.key, try node(at: keywords.path.appending(.key(member.key)))))
    }
    return nodes
  }

  // MARK: - References

  /// The place a reference leads to: `#` or `#/…` as a JSON Pointer.
  private func target(of keywords: JSONSchemaKeywords) throws(JSONSchemaError) -> JSONPath {
    let reference = try keywords.string()
    guard reference == "#" || reference.utf8.starts(with: "#/".utf8),
      let pointer = Self.percentDecoded(reference.dropFirst())
    else {
      throw keywords.error(
        "must lead to a place in this schema, like \"#/$defs/name\", not to \(keywords.value.text)")
    }
    var path = JSONPath.root
    for step in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      let name = Self.unescaped(step)
      if document[path]?.array != nil, let index = Int(name) {
        path.components.append(.index(index))
      } else {
        path.components.append(.key(name))
      }
      guard document[path] != nil else {
        throw keywords.error("leads nowhere: there is no \(path.subject) in the schema")
      }
    }
    return path
  }

  private static func unescaped(_ step: Substring) -> String {
    var name = String.UnicodeScalarView()
    var isEscape = false
    for scalar in step.unicodeScalars {
      if isEscape {
        name.append(scalar == "1" ? "/" : "~")
        if scalar != "0" && scalar != "1" { name.append(scalar) }
        isEscape = false
      } else if scalar == "~" {
        isEscape = true
      } else {
        name.append(scalar)
      }
    }
    return String(name) + (isEscape ? "~" : "")
  }

  private static func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(JSONCursor.hexValue),
        let low = rest.popFirst().flatMap(JSONCursor.hexValue)
      else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// A schema that leads back to itself for the same value would be checked for ever.
  private func refuseLoops() throws(JSONSchemaError) {
    var isDone = Array(repeating: false, count: nodes.count)
    var isOpen = isDone
    func visit(_ index: Int) throws(JSONSchemaError) {
      guard !isDone[index] else { return }
      guard !isOpen[index] else {
        throw JSONSchemaError(
          path: places[index], reason: "leads back to itself without going into the value")
      }
      isOpen[index] = true
      for next in nodes[index].inPlace { try visit(next) }
      isOpen[index] = false
      isDone[index] = true
    }
    for index in nodes.indices { try visit(index) }
  }
}
