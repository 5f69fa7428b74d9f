// SPDX-License-Identifier: Apache-2.0

extension JSONText {
  /// The document with another value at that path, written compactly; all other bytes stay.
  ///
  /// Of members with the same name the last one is replaced; `members(at:)` shows duplicates to
  /// callers that would rather refuse them.
  ///
  /// - Throws: `JSONError` when nothing stands at the path or the nesting gets too deep.
  package func replacing(_ path: JSONPath, with value: JSONValue) throws(JSONError) -> JSONText {
    guard let range = range(at: path) else { throw missing(path) }
    return try splicing(range, value.bytes, depth: path.components.count + value.depth)
  }

  /// The document with that value at that path: replaced if it is there, inserted if it is not.
  ///
  /// - Throws: `JSONError` when the container does not exist or the nesting gets too deep.
  package func setting(_ path: JSONPath, to value: JSONValue) throws(JSONError) -> JSONText {
    range(at: path) == nil
      ? try inserting(value, at: path) : try replacing(path, with: value)
  }

  /// The document without what stands at that path, its comma included; all other bytes stay.
  ///
  /// Every member of the name is removed, so that no reader finds an older one.
  ///
  /// - Throws: `JSONError` when nothing stands at the path, or it is the root.
  package func removing(_ path: JSONPath) throws(JSONError) -> JSONText {
    guard let entries = entries(of: path), entries.contains(where: \.isMeant) else {
      throw missing(path)
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var copied = 0
    let lastKept = entries.lastIndex { !$0.isMeant }
    for (index, entry) in entries.enumerated() where entry.isMeant {
      guard index < lastKept ?? -1 else { break }
      result += bytes[copied..<entry.range.lowerBound]
      copied = entries[index + 1].range.lowerBound
    }
    if let last = entries.last, last.isMeant {
      let end = lastKept.map { entries[$0].range.upperBound } ?? entries[0].range.lowerBound
      result += bytes[copied..<end]
      copied = last.range.upperBound
    }
    return JSONText(validated: result + bytes[copied...])
  }

  /// The document with one value more; all other bytes stay.
  ///
  /// A path that ends with a name adds a member at the object's end; one that ends with an index
  /// puts an element before the one that stands there, or at the end.
  ///
  /// - Throws: `JSONError` when the container does not exist, already has a member of that name or is
  ///   too short, or when the nesting gets too deep.
  package func inserting(_ value: JSONValue, at path: JSONPath) throws(JSONError) -> JSONText {
    guard let entries = entries(of: path), let container = range(at: path.parent) else {
      throw missing(path)
    }
    var new = value.bytes
    var place = entries.count
    switch path.components.last {
    case .key(let key)?:
      if let existing = entries.first(where: \.isMeant) {
        throw error("\(path.subject) exists already", at: existing.range.lowerBound)
      }
      new = JSONValue(key).bytes + [UInt8(ascii: ":")] + new
    case .index(let index)?:
      guard 0...entries.count ~= index else {
        throw error(
          "\(path.subject) would leave a gap: the array ends after \(entries.count) elements",
          at: container.lowerBound)
      }
      place = index
    case nil: break
    }
    let comma = [UInt8(ascii: ",")]
    let depth = path.components.count + value.depth
    if place < entries.count {
      let start = entries[place].range.lowerBound
      return try splicing(start..<start, new + comma, depth: depth)
    }
    guard let last = entries.last else {
      let start = container.lowerBound + 1
      return try splicing(start..<start, new, depth: depth)
    }
    let end = last.range.upperBound
    return try splicing(end..<end, comma + new, depth: depth)
  }
}

// MARK: - Bytes

extension JSONText {
  /// A member from its name to the end of its value, or an element.
  private struct Entry {
    var range: Range<Int>
    /// Whether the path's last step leads here.
    var isMeant: Bool
  }

  /// The entries of the container that the path's last step looks into; nil without a container.
  private func entries(of path: JSONPath) -> [Entry]? {
    switch path.components.last {
    case .key(let key)?:
      members(at: path.parent)?.map { member in
        Entry(
          range: member.keyRange.lowerBound..<member.valueRange.upperBound,
          isMeant: member.key.utf8.elementsEqual(key.utf8))
      }
    case .index(let index)?:
      elements(at: path.parent)?.enumerated().map { offset, range in
        Entry(range: range, isMeant: offset == index)
      }
    case nil: nil
    }
  }

  private func splicing(
    _ range: Range<Int>, _ new: [UInt8], depth: Int
  ) throws(JSONError) -> JSONText {
    guard depth <= JSONParser.maximumDepth else {
      throw error(JSONFault.tooDeep.reason, at: range.lowerBound)
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count - range.count + new.count)
    result += bytes[..<range.lowerBound]
    result += new
    result += bytes[range.upperBound...]
    return JSONText(validated: result)
  }

  private func missing(_ path: JSONPath) -> JSONError {
    if path.isRoot { return error("the whole document can only be replaced", at: 0) }
    var known = path.parent
    while range(at: known) == nil { known = known.parent }
    return error("there is nothing at \(path.subject)", at: range(at: known)?.lowerBound ?? 0)
  }

  private func error(_ reason: String, at offset: Int) -> JSONError {
    JSONError(reason, offset: offset, in: bytes)
  }
}
