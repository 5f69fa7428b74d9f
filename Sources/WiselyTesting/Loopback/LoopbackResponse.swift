// SPDX-License-Identifier: Apache-2.0

/// What a loopback server does to answer: a list of steps, each write a `send` of its own.
public struct LoopbackResponse: Sendable {
  /// One thing to do.
  public enum Step: Sendable {
    /// Sends bytes in a write of their own.
    case write([UInt8])
    /// Waits for a gate, but no longer than the client does.
    case wait(Gate)
    /// Does anything else.
    case perform(@Sendable (LoopbackWriter) async throws -> Void)
    /// Says nothing until the client leaves.
    case silence
    /// Closes the connection as `close` does: the client reads the end of the stream.
    case close
    /// Resets the connection: the client reads an error.
    case reset
  }

  /// The steps in order.
  public var steps: [Step]
  /// Whether the connection stays open for the next request.
  public var keepsAlive: Bool

  /// A response of any steps.
  public init(_ steps: [Step], keepsAlive: Bool = true) {
    self.steps = steps
    self.keepsAlive = keepsAlive
  }

  /// A response with its length, sent in one write.
  public static func whole(
    status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = [],
    keepsAlive: Bool = true
  ) -> LoopbackResponse {
    let length = ("content-length", String(body.count))
    let head = head(status: status, headers: headers + [length], keepsAlive: keepsAlive)
    return LoopbackResponse([.write(head + body)], keepsAlive: keepsAlive)
  }

  /// A response in chunks: one write for the head, one for each piece, one for the end.
  public static func chunked(
    status: Int = 200, headers: [(String, String)] = [], pieces: [[UInt8]],
    keepsAlive: Bool = true
  ) -> LoopbackResponse {
    let coding = ("transfer-encoding", "chunked")
    let head = head(status: status, headers: headers + [coding], keepsAlive: keepsAlive)
    let writes = [head] + pieces.filter { !$0.isEmpty }.map(chunk) + [lastChunk]
    return LoopbackResponse(writes.map(Step.write), keepsAlive: keepsAlive)
  }

  /// Never answers; ends when the client leaves.
  public static let silence = LoopbackResponse([.silence], keepsAlive: false)

  /// Hangs up without a byte.
  public static func hangUp(resetting: Bool) -> LoopbackResponse {
    LoopbackResponse([resetting ? .reset : .close], keepsAlive: false)
  }

  /// A status line and header fields, up to and with the empty line.
  public static func head(
    status: Int, headers: [(String, String)] = [], keepsAlive: Bool = true
  ) -> [UInt8] {
    var text = "HTTP/1.1 \(status) Status\r\n"
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    if !keepsAlive { text += "connection: close\r\n" }
    return Array((text + "\r\n").utf8)
  }

  /// Bytes in the chunked transfer coding.
  public static func chunk(_ bytes: [UInt8]) -> [UInt8] {
    Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + [13, 10]
  }

  /// The end of the chunked transfer coding.
  public static let lastChunk = Array("0\r\n\r\n".utf8)
}

// MARK: - Cutting

extension LoopbackResponse {
  /// All bytes of the writes.
  public var bytes: [UInt8] {
    steps.flatMap { step -> [UInt8] in
      guard case .write(let bytes) = step else { return [] }
      return bytes
    }
  }

  /// The same bytes in writes that end at these positions and nowhere else, with nothing between.
  public func cut(at positions: [Int]) -> LoopbackResponse {
    let bytes = bytes
    let ends = Set(positions).filter { 0 < $0 && $0 < bytes.count }.sorted() + [bytes.count]
    var start = 0
    let writes = ends.map { end -> Step in
      defer { start = end }
      return .write(Array(bytes[start..<end]))
    }
    return LoopbackResponse(writes, keepsAlive: keepsAlive)
  }

  /// The same bytes, one a write.
  public func cutEverywhere() -> LoopbackResponse { cut(at: Array(0..<bytes.count)) }

  /// Only the first so many bytes, and then the end of the connection.
  public func truncated(to count: Int, resetting: Bool = false) -> LoopbackResponse {
    let ending: Step = resetting ? .reset : .close
    return LoopbackResponse([.write(Array(bytes.prefix(count))), ending], keepsAlive: false)
  }
}
