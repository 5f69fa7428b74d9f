// SPDX-License-Identifier: Apache-2.0

/// Walks the bytes of a document without building values.
///
/// Every question checks the whole document, as strictly as the parser does. Of members with the
/// same name the last one counts, as in `JSONObject`; names are compared byte by byte.
package struct JSONScanner: Sendable {
  /// One member of an object and where it stands.
  package struct Member: Hashable, Sendable {
    /// The name, unescaped.
    package var key: String
    /// The bytes of the name, quotes included.
    package var keyRange: Range<Int>
    /// The bytes of the value.
    package var valueRange: Range<Int>
  }

  /// The document.
  package let bytes: [UInt8]

  /// A scanner over bytes nobody has looked at yet.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Checks the document against RFC 8259.
  package func validate() throws(JSONError) {
    try JSONCursor.read(bytes) { cursor throws(JSONFault) in
      try cursor.startDocument()
      try cursor.skipValue(depth: 0)
      try cursor.endDocument()
    }
  }

  /// The bytes of the value at that path, or nil when there is none.
  package func range(at path: JSONPath) throws(JSONError) -> Range<Int>? {
    try JSONCursor.read(bytes) { cursor throws(JSONFault) in
      guard try cursor.find(path) else { return nil }
      let start = cursor.position
      try cursor.skipValue(depth: path.components.count)
      let end = cursor.position
      if path.isRoot { try cursor.endDocument() }
      return start..<end
    }
  }

  /// The members of the object at that path, duplicates included, or nil when there is no object.
  package func members(at path: JSONPath = .root) throws(JSONError) -> [Member]? {
    try JSONCursor.read(bytes) { cursor throws(JSONFault) in
      guard try cursor.find(path) else { return nil }
      guard cursor.current == UInt8(ascii: "{") else {
        if path.isRoot { try cursor.checkRest() }
        return nil
      }
      var members: [Member] = []
      cursor.position += 1
      while let name = try cursor.nextName(isFirst: members.isEmpty) {
        let start = cursor.position
        try cursor.skipValue(depth: path.components.count + 1)
        members.append(
          Member(
            key: cursor.string(name), keyRange: name.start..<name.end,
            valueRange: start..<cursor.position))
      }
      if path.isRoot { try cursor.endDocument() }
      return members
    }
  }

  /// The bytes of each element of the array at that path, or nil when there is no array.
  package func elements(at path: JSONPath = .root) throws(JSONError) -> [Range<Int>]? {
    try JSONCursor.read(bytes) { cursor throws(JSONFault) in
      guard try cursor.find(path) else { return nil }
      guard cursor.current == UInt8(ascii: "[") else {
        if path.isRoot { try cursor.checkRest() }
        return nil
      }
      var elements: [Range<Int>] = []
      cursor.position += 1
      while try cursor.nextElement(isFirst: elements.isEmpty) {
        let start = cursor.position
        try cursor.skipValue(depth: path.components.count + 1)
        elements.append(start..<cursor.position)
      }
      if path.isRoot { try cursor.endDocument() }
      return elements
    }
  }
}

// MARK: - Walking

extension JSONCursor {
  /// Moves behind the value that starts here, which stands inside that many containers.
  ///
  /// It keeps its own stack, one bit a level, so hostile nesting costs 64 bytes and no recursion.
  mutating func skipValue(depth outer: Int) throws(JSONFault) {
    var isObject = InlineArray<8, UInt64>(repeating: 0)
    var level = outer
    while true {
      var isFirst = false
      let byte = current
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        guard level < JSONParser.maximumDepth else { throw .tooDeep }
        let bit: UInt64 = 1 << UInt64(level & 63)
        if byte == UInt8(ascii: "{") {
          isObject[level >> 6] |= bit
        } else {
          isObject[level >> 6] &= ~bit
        }
        level += 1
        position += 1
        isFirst = true
      } else {
        try skipScalar()
      }
      while true {
        guard level > outer else { return }
        let top = level - 1
        if isObject[top >> 6] >> UInt64(top & 63) & 1 == 1 {
          if try nextName(isFirst: isFirst) != nil { break }
        } else {
          if try nextElement(isFirst: isFirst) { break }
        }
        level -= 1
        isFirst = false
      }
    }
  }

  /// Moves from the start of the text to the value at that path; answers false if there is none.
  ///
  /// The first step walks the root to its end, so the whole document has been checked by then; for
  /// the root itself that is left to the caller.
  mutating func find(_ path: JSONPath) throws(JSONFault) -> Bool {
    try startDocument()
    for (depth, component) in path.components.enumerated() {
      let found =
        switch component {
        case .key(let key): try findMember(key, depth: depth)
        case .index(let index): try findElement(index, depth: depth)
        }
      if depth == 0 { try endDocument() }
      guard let found else { return false }
      position = found
    }
    return true
  }

  /// Walks the value that starts here to its end and the document's.
  mutating func checkRest() throws(JSONFault) {
    try skipValue(depth: 0)
    try endDocument()
  }

  private mutating func findMember(_ key: String, depth: Int) throws(JSONFault) -> Int? {
    guard current == UInt8(ascii: "{") else {
      try skipValue(depth: depth)
      return nil
    }
    var key = key
    var found: Int?
    var isFirst = true
    position += 1
    while let name = try nextName(isFirst: isFirst) {
      isFirst = false
      if key.withUTF8({ matches(name, $0) }) { found = position }
      try skipValue(depth: depth + 1)
    }
    return found
  }

  private func matches(_ name: Name, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
    guard name.hasEscapes else {
      return name.end - name.start - 2 == key.count
        && bytes[name.start + 1..<name.end - 1].elementsEqual(key)
    }
    return string(name).utf8.elementsEqual(key)
  }

  private mutating func findElement(_ index: Int, depth: Int) throws(JSONFault) -> Int? {
    guard current == UInt8(ascii: "[") else {
      try skipValue(depth: depth)
      return nil
    }
    var found: Int?
    var count = 0
    position += 1
    while try nextElement(isFirst: count == 0) {
      if count == index { found = position }
      try skipValue(depth: depth + 1)
      count += 1
    }
    return found
  }
}
