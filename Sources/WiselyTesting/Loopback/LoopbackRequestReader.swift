// SPDX-License-Identifier: Apache-2.0

/// Cuts what arrives on a connection into requests.
struct LoopbackRequestReader {
  private let connection: LoopbackConnection
  private var buffer: [UInt8] = []

  init(_ connection: LoopbackConnection) { self.connection = connection }

  /// The next whole request, or nil when the client has closed before one began.
  mutating func next() async throws -> LoopbackRequest? {
    guard let head = try await head() else { return nil }
    var lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
    let start = (lines.popFirst() ?? "").split(separator: " ")
    guard start.count == 3, start[2] == "HTTP/1.1" else { throw LoopbackError(.badRequest) }
    var request = LoopbackRequest(
      method: String(start[0]), target: String(start[1]), headers: [], body: [],
      connection: connection)
    for line in lines where !line.isEmpty {
      guard let colon = line.firstIndex(of: ":") else { throw LoopbackError(.badRequest) }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      request.headers.append(
        LoopbackRequest.Field(name: String(line[..<colon]), value: String(value)))
    }
    if request.header("transfer-encoding")?.lowercased() == "chunked" {
      request.body = try await chunkedBody()
    } else if let text = request.header("content-length") {
      guard let length = Int(text), length >= 0 else { throw LoopbackError(.badRequest) }
      request.body = try await take(length)
    }
    return request
  }

  private mutating func head() async throws -> String? {
    var searched = 0
    while true {
      if let end = end(from: searched) {
        defer { buffer.removeFirst(end + 4) }
        return String(decoding: buffer[..<end], as: UTF8.self)
      }
      searched = max(0, buffer.count - 3)
      guard let bytes = await connection.read() else {
        guard buffer.isEmpty else { throw LoopbackError(.clientLeft) }
        return nil
      }
      buffer += bytes
    }
  }

  private func end(from start: Int) -> Int? {
    let mark: [UInt8] = [13, 10, 13, 10]
    guard buffer.count >= start + 4 else { return nil }
    return (start...buffer.count - 4).first { buffer[$0] == 13 && buffer[$0..<$0 + 4] == mark[...] }
  }

  private mutating func take(_ count: Int) async throws -> [UInt8] {
    while buffer.count < count { try await more() }
    defer { buffer.removeFirst(count) }
    return Array(buffer[..<count])
  }

  private mutating func chunkedBody() async throws -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let line = try await nextLine()
      guard let size = Int(line.prefix { $0 != ";" }, radix: 16) else {
        throw LoopbackError(.badRequest)
      }
      if size == 0 {
        while try await !nextLine().isEmpty {}
        return body
      }
      body += try await take(size)
      guard try await nextLine().isEmpty else { throw LoopbackError(.badRequest) }
    }
  }

  private mutating func nextLine() async throws -> String {
    while true {
      if let end = buffer.firstIndex(of: 10) {
        defer { buffer.removeFirst(end + 1) }
        let bytes = buffer[..<end]
        return String(decoding: bytes.last == 13 ? bytes.dropLast() : bytes, as: UTF8.self)
      }
      try await more()
    }
  }

  private mutating func more() async throws {
    guard let bytes = await connection.read() else { throw LoopbackError(.clientLeft) }
    buffer += bytes
  }
}
