// SPDX-License-Identifier: Apache-2.0

/// A JSON5 text for people to write: its value, and where each key and value stands.
///
/// Stricter than JSON5 where a configuration would be misread: a key given twice, `Infinity` and
/// `NaN` are errors.
package struct JSON5Document: Hashable, Sendable {
  /// A place in the text.
  package struct Place: Hashable, Sendable {
    /// The byte, from 0.
    package var offset: Int
    /// The line, from 1.
    package var line: Int
    /// The column in bytes, from 1.
    package var column: Int
  }

  /// What the text says.
  package let value: JSONValue
  private let keys: [JSONPath: Place]
  private let values: [JSONPath: Place]

  /// Reads a text; a byte order mark before it is skipped.
  package init(parsing text: String) throws(JSONError) {
    var reader = JSON5Reader(Array(text.utf8))
    value = try reader.read()
    keys = reader.keys
    values = reader.values
  }

  /// Reads the bytes of a file, which must be UTF-8.
  package init(parsing bytes: [UInt8]) throws(JSONError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let valid = String(decoding: bytes, as: UTF8.self).utf8
      let offset = zip(valid, bytes).prefix { $0 == $1 }.count
      throw JSONError("the text is not valid UTF-8", offset: offset, in: bytes)
    }
    try self.init(parsing: text)
  }

  /// Where the value at that path starts, or nil when there is none.
  package func place(ofValueAt path: JSONPath) -> Place? { values[path] }

  /// Where the key that leads to that path starts, or nil when there is none.
  package func place(ofKeyAt path: JSONPath) -> Place? { keys[path] }

  /// An error about the value at that path, or about the nearest thing around it that exists.
  package func error(_ reason: String, at path: JSONPath) -> JSONError {
    var path = path
    while values[path] == nil, !path.isRoot { path = path.parent }
    return error(reason, values[path])
  }

  /// An error about the key that leads to that path.
  package func error(_ reason: String, atKey path: JSONPath) -> JSONError {
    keys[path].map { error(reason, $0) } ?? error(reason, at: path)
  }

  /// One error for each key of the object at that path that is not known, in order.
  ///
  /// The sentence names the known key that was probably meant.
  package func unknownKeys(at path: JSONPath, known: [String]) -> [JSONError] {
    (value[path]?.object?.keys ?? []).filter { !known.contains($0) }.map { key in
      let hint = NearestName.hint(key, among: known)
      return error(
        "unknown key \(JSONValue(key).text)\(hint)", atKey: path.appending(.key(key)))
    }
  }

  private func error(_ reason: String, _ place: Place?) -> JSONError {
    JSONError(
      reason, offset: place?.offset ?? 0, line: place?.line ?? 1, column: place?.column ?? 1)
  }
}

extension JSONError {
  /// The error as a sentence about a file: `config.json5, line 12: unknown key "exectuor"`.
  package func description(file: String) -> String { "\(file), line \(line): \(reason)" }
}
