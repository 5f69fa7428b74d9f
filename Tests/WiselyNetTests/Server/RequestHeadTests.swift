// SPDX-License-Identifier: Apache-2.0

import Testing
import WiselyTesting

@testable import WiselyNet

@Suite("How a server reads requests") struct RequestHeadTests {
  private static func read(
    _ text: String, limits: HTTPServerLimits = HTTPServerLimits()
  ) -> Result<RequestHead, RequestFault> {
    Result { () throws(RequestFault) in try RequestHead(Array(text.utf8)[...], limits: limits) }
  }

  private static func status(_ text: String) -> Int? {
    if case .failure(let fault) = read(text) { fault.status } else { nil }
  }

  @Test("A plain head is read as it was written")
  func plain() throws {
    let head = try Self.read(
      "POST /a/b%2f?c=d HTTP/1.1\r\nHost: x\r\nX-Empty:\r\nX-Wide: \t é ü \r\nContent-Length: 12"
    ).get()
    #expect(head.method == "POST")
    #expect(head.target == "/a/b%2f?c=d")
    #expect(head.headers["host"] == "x")
    #expect(head.headers["x-empty"] == "")
    #expect(head.headers["x-wide"] == "é ü")
    #expect(head.framing == .length(12))
    #expect(!head.wantsClose && !head.expectsContinue)
  }

  @Test(
    "What two programs could read differently is refused",
    arguments: [
      ("GET / HTTP/1.1", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nHost: a", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nhost: b", 400),
      ("GET  / HTTP/1.1\r\nHost: a", 400),
      ("GET / HTTP/1.1 \r\nHost: a", 400),
      (" GET / HTTP/1.1\r\nHost: a", 400),
      ("\r\nGET / HTTP/1.1\r\nHost: a", 400),
      ("GET /\r\nHost: a", 400),
      ("GET / HTTP/1.0\r\nHost: a", 505),
      ("GET / HTTP/2.0\r\nHost: a", 505),
      ("GET / http/1.1\r\nHost: a", 400),
      ("GET http://a/ HTTP/1.1\r\nHost: a", 400),
      ("CONNECT a:80 HTTP/1.1\r\nHost: a", 400),
      ("OPTIONS * HTTP/1.1\r\nHost: a", 400),
      ("GET /a b HTTP/1.1\r\nHost: a", 400),
      ("GET /é HTTP/1.1\r\nHost: a", 400),
      ("GET /\u{7F} HTTP/1.1\r\nHost: a", 400),
      ("G(T / HTTP/1.1\r\nHost: a", 400),
      ("GET / HTTP/1.1\nHost: a", 400),
      ("GET / HTTP/1.1\r\nHost: a\nX: b", 400),
      ("GET / HTTP/1.1\r\nHost: a\rX: b", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\n folded", 400),
      ("GET / HTTP/1.1\r\nHost : a", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\n: b", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nnothing", 400),
      ("GET / HTTP/1.1\r\nHost: a\0b", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nX\u{A0}Y: b", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: ", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000001", 413),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999", 413),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x", 400),
      ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked", 501),
      ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity", 501),
      ("GET / HTTP/1.1\r\nHost: a\r\nExpect: a miracle", 417),
    ])
  func refused(text: String, status: Int) { #expect(Self.status(text) == status, "\(text)") }

  @Test("Limits hold to the byte and the field")
  func limits() {
    var limits = HTTPServerLimits()
    limits.lineBytes = 20
    limits.fields = 3
    func status(_ text: String) -> Int? {
      if case .failure(let fault) = Self.read(text, limits: limits) { fault.status } else { nil }
    }
    #expect(status("GET /234567 HTTP/1.1\r\nHost: a") == nil)
    #expect(status("GET /2345678 HTTP/1.1\r\nHost: a") == 414)
    #expect(status("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nA: b") == nil)
    #expect(status("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nA: b\r\nA: b") == 431)
  }

  @Test(
    "Wishes about the connection are heard in a list too",
    arguments: [
      ("close", true), ("Close", true), ("keep-alive, close", true), ("keep-alive", false),
      ("closed", false),
    ])
  func connection(value: String, wantsClose: Bool) throws {
    let head = try Self.read("GET / HTTP/1.1\r\nHost: a\r\nConnection: \(value)").get()
    #expect(head.wantsClose == wantsClose)
  }

  @Test(
    "No bytes make the reader do anything but read or refuse", arguments: 0..<20 as Range<UInt64>)
  func fuzz(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let whole = Array(
      "POST /a?b HTTP/1.1\r\nHost: a\r\nCookie: a=b; c=d\r\nTransfer-Encoding: chunked".utf8)
    let odd: [UInt8] = [0, 9, 10, 13, 32, 34, 44, 58, 127, 128, 195, 255]
    var read = 0
    for _ in 0..<500 {
      var bytes = whole
      for _ in 0...Int.random(in: 0..<4, using: &generator) {
        let place = bytes.indices.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = odd.randomElement(using: &generator) ?? 0
        case 1: bytes.insert(odd.randomElement(using: &generator) ?? 0, at: place)
        default: bytes.remove(at: place)
        }
      }
      guard let head = try? RequestHead(bytes[...], limits: HTTPServerLimits()) else { continue }
      read += 1
      // What was read can be said again, and means the same.
      let fields = head.headers.fields.map { "\r\n\($0.name): \($0.value)" }.joined()
      let again = Self.read("\(head.method) \(head.target) HTTP/1.1\(fields)")
      #expect(try! again.get() == head)
      #expect(head.headers.all("host").count == 1)
    }
    #expect(read > 0, "seed \(seed)")
  }

  @Test("A chunked body is the same wherever it is cut", arguments: 0..<20 as Range<UInt64>)
  func chunks(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var expected: [UInt8] = []
    var coded: [UInt8] = []
    for _ in 0..<Int.random(in: 0..<8, using: &generator) {
      let piece = (0..<Int.random(in: 1..<40, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      expected += piece
      let isUpper = Bool.random(using: &generator)
      coded += "\(String(piece.count, radix: 16, uppercase: isUpper))".utf8
      if Bool.random(using: &generator) { coded += ";a=\"b\"".utf8 }
      coded += [13, 10] + piece + [13, 10]
    }
    coded += "0\r\nTrailer: x\r\n\r\nGET".utf8
    var decoder = ChunkedDecoder(limits: HTTPServerLimits())
    var isDone = false
    var rest = coded[...]
    while !isDone, !rest.isEmpty {
      var piece = rest.prefix(Int.random(in: 1..<9, using: &generator))
      rest = rest.dropFirst(piece.count)
      isDone = try decoder.take(&piece)
      if isDone { rest = piece + rest }
    }
    #expect(isDone)
    #expect(decoder.body == expected)
    #expect(Array(rest) == Array("GET".utf8))
  }

  @Test(
    "A malformed or endless chunked body is refused",
    arguments: [
      ("\r\n", 400), ("x\r\n", 400), ("-1\r\n", 400), ("+1\r\n", 400), ("0x1\r\n", 400),
      (" 1\r\na\r\n", 400), ("1 \r\na\r\n", 400), ("1\na\r\n", 400), ("1\r\nab\r\n", 400),
      ("1\ra\r\n", 400), ("1;\0\r\n", 400), ("1\r\na\n0\r\n", 400), ("000000001\r\n", 400),
      ("ffffffff\r\n", 413), ("b\r\n", 413), ("5\r\n12345\r\n6\r\n", 413),
      ("1;" + String(repeating: "x", count: 20_000), 413),
      ("0\r\n" + String(repeating: "a: b\r\n", count: 20_000), 413),
    ])
  func badChunks(text: String, status: Int) {
    var limits = HTTPServerLimits()
    limits.bodyBytes = 10
    var decoder = ChunkedDecoder(limits: limits)
    var bytes = Array(text.utf8)[...]
    let fault = #expect(throws: RequestFault.self) { _ = try decoder.take(&bytes) }
    #expect(fault?.status == status)
  }

  @Test("Forms are decoded, and nothing is guessed")
  func forms() {
    let form = FormFields("a=1+2&b=%C3%A9%26&empty=&bare&=x".utf8)
    #expect(form?["a"] == "1 2")
    #expect(form?["b"] == "é&")
    #expect(form?["empty"] == "")
    #expect(form?["bare"] == "")
    #expect(form?[""] == "x")
    #expect(form?["c"] == nil)
    for bad in ["a=%", "a=%1", "a=%G1", "a=%C3", "a=1&a=2", "%61=1&a=1"] {
      #expect(FormFields(bad.utf8) == nil, "\(bad)")
    }
  }

  @Test("A cookie that was sent twice is none")
  func cookies() {
    func cookie(_ fields: String...) -> String? {
      var headers = HTTPHeaders()
      for field in fields { _ = headers.add(name: "Cookie", value: field) }
      return ServerRequest(target: "/", headers: headers).cookie("a")
    }
    #expect(cookie("a=1") == "1")
    #expect(cookie("b=2; a=1=1; ab=3") == "1=1")
    #expect(cookie("a=1; a=2") == nil)
    #expect(cookie("a=1", "a=1") == nil)
    #expect(cookie("A=1; xa=2; a") == nil)
    #expect(cookie() == nil)
  }

  @Test(
    "Dates are spelled as RFC 9110 does",
    arguments: [
      (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
      (1_795_478_400, "Tue, 24 Nov 2026 00:00:00 GMT"),
    ])
  func dates(time: Int, text: String) { #expect(ServerResponse.date(time) == text) }
}
