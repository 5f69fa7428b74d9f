// SPDX-License-Identifier: Apache-2.0

import Testing
import WiselyWire

@Suite struct SSEParserTests {
  private static let stream = """
    \u{FEFF}event: message_start\r
    data: {"a": 1}\r
    \r
    : a comment\r
    data:no space
    data: two  spaces
    id: 7
    retry: 10

    event: empty

    event:ping
    data: {}

    data
    data: ü👍

    data: never ended
    """ + "\n"

  private static let events = [
    ServerSentEvent(name: "message_start", data: Array("{\"a\": 1}".utf8)),
    ServerSentEvent(data: Array("no space\ntwo  spaces".utf8)),
    ServerSentEvent(name: "ping", data: Array("{}".utf8)),
    ServerSentEvent(data: Array("\nü👍".utf8)),
  ]

  @Test("Events follow the grammar: line ends, comments, several data lines, nothing unfinished")
  func grammar() throws {
    var parser = SSEParser()
    #expect(try parser.parse(Array(Self.stream.utf8)) == Self.events)
  }

  @Test("However the bytes are cut, the events are the same", arguments: 1...40)
  func cuts(size: Int) throws {
    var parser = SSEParser()
    var events: [ServerSentEvent] = []
    var rest = Array(Self.stream.utf8)[...]
    while !rest.isEmpty {
      events += try parser.parse(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    #expect(events == Self.events)
  }

  @Test("Every line end works, also mixed", arguments: ["\n", "\r", "\r\n"])
  func lineEnds(end: String) throws {
    let lines = ["event: a", "data: 1", "", "data: 2", "data: 3", "", ""]
    for size in 1...6 {
      var parser = SSEParser()
      var events: [ServerSentEvent] = []
      var rest = Array(lines.joined(separator: end).utf8)[...]
      while !rest.isEmpty {
        events += try parser.parse(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      let expected = [
        ServerSentEvent(name: "a", data: [0x31]), ServerSentEvent(data: Array("2\n3".utf8)),
      ]
      #expect(events == expected, "cut every \(size) bytes")
    }
  }

  @Test("An endless event is given up")
  func limit() {
    var parser = SSEParser()
    let piece = [UInt8](repeating: 0x61, count: 16 * 1024 * 1024)
    #expect(throws: SSEError.self) {
      for _ in 0..<5 { _ = try parser.parse(piece) }
    }
  }
}
