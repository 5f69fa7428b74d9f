// SPDX-License-Identifier: Apache-2.0

import CYAML

/// The events libyaml finds in a text, one by one.
final class YAMLEvents {
  /// One event.
  struct Event {
    /// What it is.
    enum Kind: Hashable {
      case streamEnd, documentStart, sequenceStart, sequenceEnd, mappingStart, mappingEnd, other
      case alias(String)
      case scalar(String, isPlain: Bool)
    }

    var kind: Kind
    var anchor: String?
    var tag: String?
    var line: Int
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>

  /// Begins with a text, which has to outlive this.
  init(_ bytes: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      throw YAMLError(reason: "there is no memory for a reader", line: 0)
    }
    self.parser = parser
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The next event.
  func next() throws(YAMLError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    var result = Event(kind: .other, line: Int(event.start_mark.line) + 1)
    switch event.type {
    case YAML_NO_EVENT, YAML_STREAM_END_EVENT: result.kind = .streamEnd
    case YAML_DOCUMENT_START_EVENT: result.kind = .documentStart
    case YAML_SEQUENCE_END_EVENT: result.kind = .sequenceEnd
    case YAML_MAPPING_END_EVENT: result.kind = .mappingEnd
    case YAML_ALIAS_EVENT: result.kind = .alias(Self.text(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      result.kind = .scalar(
        String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
      result.anchor = Self.text(scalar.anchor)
      result.tag = Self.text(scalar.tag)
    case YAML_SEQUENCE_START_EVENT:
      result.kind = .sequenceStart
      result.anchor = Self.text(event.data.sequence_start.anchor)
      result.tag = Self.text(event.data.sequence_start.tag)
    case YAML_MAPPING_START_EVENT:
      result.kind = .mappingStart
      result.anchor = Self.text(event.data.mapping_start.anchor)
      result.tag = Self.text(event.data.mapping_start.tag)
    default: break
    }
    return result
  }

  private func failure() -> YAMLError {
    let reason = parser.pointee.problem.map { String(cString: $0) } ?? "it cannot be read"
    // The reader of characters counts no lines.
    guard parser.pointee.error != YAML_READER_ERROR else {
      return YAMLError(reason: reason, line: Int(parser.pointee.mark.line) + 1)
    }
    return YAMLError(reason: reason, line: Int(parser.pointee.problem_mark.line) + 1)
  }

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
