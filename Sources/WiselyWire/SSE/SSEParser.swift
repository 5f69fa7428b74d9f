// SPDX-License-Identifier: Apache-2.0

/// Cuts the bytes of a `text/event-stream` into events, however the network cut them.
///
/// It follows the WHATWG's grammar: lines end with CR, LF or both, comments and unknown fields are
/// skipped, several data lines are joined, an event ends with an empty line. What stands behind the
/// last empty line is no event: a stream that breaks off never yields half of one.
package struct SSEParser {
  /// The most bytes one event may have.
  package static let eventLimit = 64 * 1024 * 1024

  private var line: [UInt8] = []
  private var name: [UInt8] = []
  private var data: [UInt8] = []
  private var hasData = false
  private var endedWithCarriageReturn = false
  private var isAtStart = true

  /// A parser at the beginning of a stream.
  package init() {}

  /// The events that these bytes complete.
  ///
  /// - Throws: `SSEError` for an event beyond the limit.
  package mutating func parse(_ bytes: [UInt8]) throws(SSEError) -> [ServerSentEvent] {
    var events: [ServerSentEvent] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
      // The second half of a CRLF, which may have come with the next bytes.
      let isSecondHalf = endedWithCarriageReturn && rest[end] == 0x0A && end == rest.startIndex
      endedWithCarriageReturn = rest[end] == 0x0D
      if isSecondHalf && line.isEmpty {
        rest = rest[(end + 1)...]
        continue
      }
      line += rest[..<end]
      rest = rest[(end + 1)...]
      if let event = takeLine() { events.append(event) }
    }
    if !rest.isEmpty { endedWithCarriageReturn = false }
    line += rest
    guard line.count + data.count <= Self.eventLimit else {
      throw SSEError(description: "one event is larger than \(Self.eventLimit) bytes")
    }
    return events
  }

  private mutating func takeLine() -> ServerSentEvent? {
    defer { line = [] }
    if isAtStart {
      isAtStart = false
      if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    }
    guard !line.isEmpty else { return takeEvent() }
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
    var value = line[min(colon + 1, line.endIndex)...]
    if value.first == 0x20 { value = value.dropFirst() }
    // A comment has an empty field name and falls through, as do `id` and `retry`.
    let field = line[..<colon]
    if field.elementsEqual("data".utf8) {
      if hasData { data.append(0x0A) }
      data += value
      hasData = true
    } else if field.elementsEqual("event".utf8) {
      name = Array(value)
    }
    return nil
  }

  private mutating func takeEvent() -> ServerSentEvent? {
    defer {
      name = []
      data = []
      hasData = false
    }
    guard hasData else { return nil }
    let name = name.isEmpty ? "message" : String(decoding: name, as: UTF8.self)
    return ServerSentEvent(name: name, data: data)
  }
}
