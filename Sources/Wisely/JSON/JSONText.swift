// SPDX-License-Identifier: Apache-2.0

/// One JSON document, checked once and kept byte for byte: white space, escapes, number spelling.
///
/// What is forwarded to a provider must be what was received, or its prompt cache misses and its
/// markers get lost (gateway traps 49, 50, 55); edits touch only the bytes they are about.
package struct JSONText: Hashable, Sendable {
  /// The document as it came in.
  package let bytes: [UInt8]

  /// A document of these bytes, white space around it included.
  package init(_ bytes: [UInt8]) throws(JSONError) {
    try JSONScanner(bytes).validate()
    self.bytes = bytes
  }

  /// A document from a text.
  package init(_ text: String) throws(JSONError) { try self.init(Array(text.utf8)) }

  /// The compact document of a value nested at most 512 levels deep.
  package init(_ value: JSONValue) throws(JSONError) {
    try self.init(value.bytes)
  }

  /// Bytes already known to be a document.
  init(validated bytes: [UInt8]) { self.bytes = bytes }

  /// The document as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The document's value; reads it anew every time.
  package var value: JSONValue { checked { () throws(JSONError) in try JSONValue(parsing: bytes) } }

  /// The value at that path, or nil when there is none; only its own bytes become values.
  package func value(at path: JSONPath) -> JSONValue? {
    guard let range = range(at: path) else { return nil }
    return checked { () throws(JSONError) in
      try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
        try JSONCursor.read(UnsafeBufferPointer(rebasing: buffer[range]), JSONParser.parse)
      }
    }
  }

  /// The bytes of the value at that path, or nil when there is none.
  package func range(at path: JSONPath) -> Range<Int>? {
    checked { () throws(JSONError) in try JSONScanner(bytes).range(at: path) }
  }

  /// The members of the object at that path, duplicates included, or nil when there is no object.
  package func members(at path: JSONPath = .root) -> [JSONScanner.Member]? {
    checked { () throws(JSONError) in try JSONScanner(bytes).members(at: path) }
  }

  /// The bytes of each element of the array at that path, or nil when there is no array.
  package func elements(at path: JSONPath = .root) -> [Range<Int>]? {
    checked { () throws(JSONError) in try JSONScanner(bytes).elements(at: path) }
  }

  /// The document was checked when it was made: reading it cannot fail.
  private func checked<Result>(_ read: () throws(JSONError) -> Result) -> Result {
    do {
      return try read()
    } catch {
      preconditionFailure("a checked JSON text could not be read: \(error)")
    }
  }
}

extension JSONText: CustomStringConvertible {
  /// The document as text.
  package var description: String { text }
}
