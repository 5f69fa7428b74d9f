// SPDX-License-Identifier: Apache-2.0

/// A response's body as it arrives, for one consumer, valid only inside `perform`.
///
/// At most about 256 KiB wait to be read; beyond that the sender is held back.
package struct HTTPBody: AsyncSequence, Sendable {
  /// One or more bytes.
  package typealias Element = [UInt8]

  let transfer: Transfer
  let loop: CurlLoop

  /// The position of the one consumer.
  package func makeAsyncIterator() -> Iterator { Iterator(transfer: transfer) }

  /// Hands out what has arrived.
  package struct Iterator: AsyncIteratorProtocol {
    let transfer: Transfer

    /// The next bytes, or nil at the end.
    ///
    /// - Throws: `HTTPError`, `CancellationError`.
    package mutating func next() async throws -> [UInt8]? { try await transfer.nextChunk() }
  }

  /// Waits for the end, and for nothing else: a connection whose response has ended is used again.
  ///
  /// What still comes is thrown away.
  ///
  /// - Throws: `HTTPError`, with code `timedOut` when the timeout for it passes first;
  ///   `CancellationError`.
  package func end() async throws {
    loop.expectEnd(of: transfer, within: transfer.timeouts.ending)
    for try await _ in self {}
  }

  /// The whole body.
  ///
  /// - Throws: `HTTPError(.tooLarge)` beyond the limit.
  package func collect(upTo limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await chunk in self {
      guard bytes.count + chunk.count <= limit else {
        throw HTTPError(.tooLarge, "The response is larger than \(limit) bytes.")
      }
      bytes += chunk
    }
    return bytes
  }
}
