// SPDX-License-Identifier: Apache-2.0

/// A request that a loopback server has read to its end.
public struct LoopbackRequest: Sendable {
  /// One header field, as it was written.
  public struct Field: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The value, without white space at either end.
    public var value: String
  }

  /// The method.
  public var method: String
  /// The path and query, as they were sent.
  public var target: String
  /// The header fields in order.
  public var headers: [Field]
  /// The body, without its transfer coding.
  public var body: [UInt8]
  /// Which connection it came on, counted from 1.
  public var connectionNumber: Int { connection.number }

  let connection: LoopbackConnection

  /// The path without the query.
  public var path: String { String(target.prefix { $0 != "?" }) }

  /// The value of the first field of that name, in any case.
  public func header(_ name: String) -> String? {
    let wanted = name.lowercased()
    return headers.first { $0.name.lowercased() == wanted }?.value
  }

  /// Whether the client has closed its side.
  public var hasClientLeft: Bool { connection.hasLeft }

  /// Returns when the client has closed its side.
  ///
  /// - Throws: `CancellationError` when the task is cancelled first, as at the end of the server.
  public func clientLeft() async throws { try await connection.left.wait() }

  /// Waits for a gate, but no longer than the client does.
  ///
  /// - Throws: `LoopbackError(.clientLeft)`, `CancellationError`.
  public func wait(for gate: Gate) async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await gate.wait()
        return true
      }
      group.addTask { [connection] in
        try await connection.left.wait()
        return false
      }
      defer { group.cancelAll() }
      guard try await group.next() == true else { throw LoopbackError(.clientLeft) }
    }
  }
}
