// SPDX-License-Identifier: Apache-2.0

/// The connection of a request, for steps that are more than a fixed write.
public struct LoopbackWriter: Sendable {
  let request: LoopbackRequest

  /// Sends bytes in a write of their own; returns when the kernel has taken them.
  ///
  /// - Throws: `LoopbackError(.clientLeft)`, `CancellationError`.
  public func write(_ bytes: [UInt8]) async throws { try await request.connection.write(bytes) }

  /// Waits for a gate, but no longer than the client does.
  ///
  /// - Throws: `LoopbackError(.clientLeft)`, `CancellationError`.
  public func wait(for gate: Gate) async throws { try await request.wait(for: gate) }

  /// Returns when the client has closed its side.
  public func clientLeft() async throws { try await request.clientLeft() }

  /// Closes the connection, or resets it; nothing can be written any more.
  public func close(resetting: Bool = false) { request.connection.close(resetting: resetting) }

  func run(_ response: LoopbackResponse) async throws {
    for step in response.steps {
      switch step {
      case .write(let bytes): try await write(bytes)
      case .wait(let gate): try await wait(for: gate)
      case .perform(let action): try await action(self)
      case .silence:
        try await clientLeft()
        throw LoopbackError(.clientLeft)
      case .close: close()
      case .reset: close(resetting: true)
      }
    }
  }
}
