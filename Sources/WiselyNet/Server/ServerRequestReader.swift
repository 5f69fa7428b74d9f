// SPDX-License-Identifier: Apache-2.0

/// Cuts what arrives on a connection into requests.
struct ServerRequestReader {
  private typealias Clock = ContinuousClock

  private let connection: ServerConnection
  private let limits: HTTPServerLimits
  private let localAddress: String
  private var buffer: ArraySlice<UInt8> = []
  private var isFirst = true

  init(_ connection: ServerConnection, limits: HTTPServerLimits, localAddress: String) {
    self.connection = connection
    self.limits = limits
    self.localAddress = localAddress
  }

  /// The next whole request and whether the client wants the connection to end after it; nil when
  /// none comes.
  mutating func next() async throws -> (request: ServerRequest, wantsClose: Bool)? {
    guard try await waitForFirstByte() else { return nil }
    let head = try await head()
    let deadline = Clock.now.advanced(by: limits.body)
    if head.expectsContinue, head.framing != .length(0), buffer.isEmpty {
      try await connection.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), until: deadline)
    }
    let body =
      switch head.framing {
      case .length(let count): try await take(count, until: deadline)
      case .chunked: try await chunked(until: deadline)
      }
    let request = ServerRequest(
      method: head.method, target: head.target, headers: head.headers, body: body,
      localAddress: localAddress)
    return (request, head.wantsClose)
  }

  /// Waits between requests; false when no more come, which is nobody's fault.
  private mutating func waitForFirstByte() async throws -> Bool {
    defer { isFirst = false }
    if buffer.isEmpty {
      connection.set(isIdle: true)
      let patience = isFirst ? limits.head : limits.idle
      guard case .bytes(let bytes) = await connection.read(until: .now.advanced(by: patience))
      else { return false }
      buffer = bytes[...]
    }
    connection.set(isIdle: false)
    return true
  }

  private mutating func head() async throws -> RequestHead {
    let deadline = Clock.now.advanced(by: limits.head)
    // Whoever speaks TLS or something else would otherwise be waited for until the deadline.
    guard let first = buffer.first, HTTPHeaders.isTokenByte(first) else {
      throw RequestFault(400, "The first line is no request line of HTTP/1.1.")
    }
    var searched = buffer.startIndex
    while true {
      if let end = end(from: searched) {
        let head = buffer[..<end]
        buffer = buffer[(end + 4)...]
        guard head.count <= limits.headBytes else { throw headTooLarge }
        return try RequestHead(head, limits: limits)
      }
      guard buffer.count <= limits.headBytes else { throw headTooLarge }
      searched = max(buffer.startIndex, buffer.endIndex - 3)
      try await more(until: deadline)
    }
  }

  private var headTooLarge: RequestFault {
    RequestFault(431, "The request's head is larger than \(limits.headBytes) bytes.")
  }

  private func end(from start: Int) -> Int? {
    guard buffer.endIndex >= start + 4 else { return nil }
    return (start...buffer.endIndex - 4).first {
      buffer[$0] == 13 && buffer[$0 + 1] == 10 && buffer[$0 + 2] == 13 && buffer[$0 + 3] == 10
    }
  }

  private mutating func take(_ count: Int, until deadline: Clock.Instant) async throws -> [UInt8] {
    while buffer.count < count { try await more(until: deadline) }
    defer { buffer = buffer.dropFirst(count) }
    return Array(buffer.prefix(count))
  }

  private mutating func chunked(until deadline: Clock.Instant) async throws -> [UInt8] {
    var decoder = ChunkedDecoder(limits: limits)
    while try !decoder.take(&buffer) { try await more(until: deadline) }
    return decoder.body
  }

  private mutating func more(until deadline: Clock.Instant) async throws {
    switch await connection.read(until: deadline) {
    case .bytes(let bytes): buffer += bytes
    case .end: throw ServerConnection.Lost()
    case .timedOut: throw RequestFault(408, "The request did not come to its end in time.")
    }
  }
}
