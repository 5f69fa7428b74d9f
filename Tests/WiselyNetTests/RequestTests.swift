// SPDX-License-Identifier: Apache-2.0

import Testing
import WiselyNet
import WiselyTesting

@Suite("What an HTTP request puts on the wire", .timeLimit(.minutes(5)))
struct RequestTests {
  /// Sends one request to a server that answers 200 and returns what arrived there.
  private func arrival(of request: HTTPRequest) async throws -> LoopbackRequest {
    let client = HTTPClient()
    return try await withLoopbackServer({ _ in .whole() }) { server in
      var request = request
      request.url = server.url + request.url
      let status = try await client.perform(request) { head, _ in head.status }
      #expect(status == 200)
      #expect(server.requests.count == 1)
      return try #require(server.requests.first)
    }
  }

  @Test(
    "Every method arrives as it was written",
    arguments: ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
  func methods(method: String) async throws {
    let request = try await arrival(of: HTTPRequest(method: method, url: "/v1/x?limit=3&a=%20b"))
    #expect(request.method == method)
    #expect(request.target == "/v1/x?limit=3&a=%20b")
    #expect(request.path == "/v1/x")
    #expect(request.body.isEmpty)
  }

  @Test("Fields arrive in order, empty ones too, and libcurl adds no Expect")
  func fields() async throws {
    let headers = try HTTPHeaders([("x-one", "1"), ("X-Two", ""), ("x-one", "again: and; more")])
    let body = [UInt8](repeating: 0x61, count: 2_000_000)
    let request = try await arrival(
      of: HTTPRequest(method: "POST", url: "/", headers: headers, body: body))
    let mine = request.headers.filter { $0.name.lowercased().hasPrefix("x-") }
    #expect(mine.map(\.name) == ["x-one", "X-Two", "x-one"])
    #expect(mine.map(\.value) == ["1", "", "again: and; more"])
    #expect(request.header("expect") == nil)
    #expect(request.header("user-agent") == "wisely")
    #expect(request.body == body)
  }

  @Test("A content type is the caller's or none, never libcurl's guess of a form")
  func contentType() async throws {
    let plain = try await arrival(of: HTTPRequest(method: "POST", url: "/", body: [1, 2, 3]))
    #expect(plain.header("content-type") == nil)
    let headers = try HTTPHeaders([("Content-Type", "application/json")])
    let typed = try await arrival(
      of: HTTPRequest(method: "POST", url: "/", headers: headers, body: [1, 2, 3]))
    #expect(typed.header("content-type") == "application/json")
  }

  @Test(
    "Names and values that could end a line early cannot be built",
    arguments: [
      ("x\r\ny", "1"), ("x", "1\r\nhost: other"), ("x", "1\n"), ("", "1"), ("x y", "1"),
      ("x:", "1"),
      ("x", "\u{0}"), ("x", "\u{7F}"), ("é", "1"),
    ])
  func illegalFields(name: String, value: String) {
    #expect(HTTPHeaders.Field(name: name, value: value) == nil)
    var headers = HTTPHeaders()
    let isAdded = headers.add(name: name, value: value)
    #expect(!isAdded)
    #expect(headers.fields.isEmpty)
  }

  @Test(
    "A body arrives byte for byte, whatever its size",
    arguments: [0, 1, 3, 65_536, 1_048_577, 8 * 1_048_576])
  func bodies(count: Int) async throws {
    let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let request = try await arrival(of: HTTPRequest(method: "POST", url: "/b", body: body))
    #expect(request.header("content-length") == String(count))
    #expect(request.body == body)
  }

  @Test("A body of a method that usually has none is sent all the same")
  func bodyOfDelete() async throws {
    let request = try await arrival(of: HTTPRequest(method: "DELETE", url: "/", body: [7]))
    #expect(request.method == "DELETE")
    #expect(request.body == [7])
  }
}
