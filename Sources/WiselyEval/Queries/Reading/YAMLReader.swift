// SPDX-License-Identifier: Apache-2.0

import CYAML
import Wisely

/// Why a text is no YAML we can use, and where.
struct YAMLError: Error, Hashable {
  /// One clause.
  var reason: String
  /// The line, from 1.
  var line: Int
}

/// Reads one YAML document: libyaml finds the structure, scalars follow YAML 1.2's core schema.
struct YAMLReader {
  /// How deep collections may be nested, which bounds the stack.
  static let maximumDepth = 128
  /// How many values a document may come to once its aliases are followed: a few lines of aliases
  /// of aliases would otherwise fill any memory.
  static let maximumValues = 2_000_000

  private var events: YAMLEvents
  private var anchors: [String: (value: LocatedValue, size: Int)] = [:]
  private var values = 0
  private var depth = 0

  /// Reads a document; an empty one is null.
  static func read(_ bytes: [UInt8]) throws(YAMLError) -> LocatedValue {
    try bytes.withUnsafeBufferPointer { buffer throws(YAMLError) in
      var reader = YAMLReader(events: try YAMLEvents(buffer))
      return try reader.readDocument()
    }
  }

  private init(events: YAMLEvents) { self.events = events }

  private mutating func readDocument() throws(YAMLError) -> LocatedValue {
    var document: LocatedValue?
    while true {
      let event = try events.next()
      switch event.kind {
      case .streamEnd: return document ?? LocatedValue(.null, line: 1)
      case .documentStart:
        guard document == nil else {
          throw YAMLError(
            reason: "the file has more than one document; put each in a file of its own",
            line: event.line)
        }
        document = try readValue(try events.next())
      default: continue
      }
    }
  }

  private mutating func readValue(_ event: YAMLEvents.Event) throws(YAMLError) -> LocatedValue {
    let before = values
    values += 1
    let value: LocatedValue
    switch event.kind {
    case .alias(let name):
      guard let known = anchors[name] else {
        throw YAMLError(reason: "the alias '*\(name)' has no anchor before it", line: event.line)
      }
      values += known.size
      try checkSize(event.line)
      return known.value
    case .scalar(let text, let isPlain):
      value = LocatedValue(
        try YAMLScalar.value(text, tag: event.tag, isPlain: isPlain, line: event.line),
        line: event.line)
    case .sequenceStart:
      try checkTag(event, "seq")
      value = LocatedValue(.array(try readElements(event.line)), line: event.line)
    case .mappingStart:
      try checkTag(event, "map")
      value = LocatedValue(.object(try readMembers(event.line)), line: event.line)
    default: throw YAMLError(reason: "a value was expected", line: event.line)
    }
    try checkSize(event.line)
    if let anchor = event.anchor { anchors[anchor] = (value, values - before) }
    return value
  }

  private mutating func readElements(_ line: Int) throws(YAMLError) -> [LocatedValue] {
    try descend(line)
    var elements: [LocatedValue] = []
    while true {
      let event = try events.next()
      if event.kind == .sequenceEnd { break }
      elements.append(try readValue(event))
    }
    depth -= 1
    return elements
  }

  private mutating func readMembers(_ line: Int) throws(YAMLError) -> [LocatedValue.Member] {
    try descend(line)
    var members: [LocatedValue.Member] = []
    var merged: [LocatedValue.Member] = []
    var lines: [String: Int] = [:]
    while true {
      let event = try events.next()
      if event.kind == .mappingEnd { break }
      guard case .scalar(let key, let isPlain) = event.kind else {
        throw YAMLError(reason: "a key must be a text", line: event.line)
      }
      values += 1
      let value = try readValue(try events.next())
      if key == "<<", isPlain {
        merged += try mergedMembers(value, line: event.line)
        continue
      }
      if let first = lines.updateValue(event.line, forKey: key) {
        throw YAMLError(
          reason: "the key '\(key)' was given on line \(first) already", line: event.line)
      }
      members.append(LocatedValue.Member(key: key, value: value))
    }
    // A member of the mapping itself counts more than a merged one, of those the first.
    for member in merged where lines.updateValue(0, forKey: member.key) == nil {
      members.append(member)
    }
    depth -= 1
    return members
  }

  private func mergedMembers(
    _ value: LocatedValue, line: Int
  ) throws(YAMLError) -> [LocatedValue.Member] {
    let sources = value.array ?? [value]
    var members: [LocatedValue.Member] = []
    for source in sources {
      guard let more = source.members else {
        throw YAMLError(reason: "only mappings can be merged with '<<'", line: line)
      }
      members += more
    }
    return members
  }

  private mutating func descend(_ line: Int) throws(YAMLError) {
    depth += 1
    guard depth <= Self.maximumDepth else {
      throw YAMLError(
        reason: "the nesting is deeper than \(Self.maximumDepth) levels", line: line)
    }
  }

  private func checkSize(_ line: Int) throws(YAMLError) {
    guard values <= Self.maximumValues else {
      throw YAMLError(
        reason: "the document has more than \(Self.maximumValues) values; use fewer aliases",
        line: line)
    }
  }

  private func checkTag(_ event: YAMLEvents.Event, _ name: String) throws(YAMLError) {
    guard let tag = event.tag, tag != YAMLScalar.prefix + name, tag != "!" else { return }
    throw YAMLError(reason: "the tag \(tag) is not supported; leave it out", line: event.line)
  }
}
