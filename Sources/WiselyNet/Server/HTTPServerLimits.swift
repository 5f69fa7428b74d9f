// SPDX-License-Identifier: Apache-2.0

/// How much a server takes from one client, and how long it waits for it.
package struct HTTPServerLimits: Hashable, Sendable {
  /// Connections at the same time; more wait in the kernel's queue.
  package var connections = 64
  /// Bytes of a request's line.
  package var lineBytes = 4_096
  /// Bytes of a request's line and header fields.
  package var headBytes = 16_384
  /// Header fields of a request.
  package var fields = 100
  /// Bytes of a request's body.
  package var bodyBytes = 1_000_000
  /// From a request's first byte to the end of its head.
  package var head = Duration.seconds(10)
  /// From the end of a request's head to the end of its body.
  package var body = Duration.seconds(30)
  /// For the client to take the response.
  package var write = Duration.seconds(30)
  /// From a response to the next request on the same connection.
  package var idle = Duration.seconds(60)
  /// For requests under way when the server is stopped.
  package var grace = Duration.seconds(5)

  /// Limits for a few people at one machine.
  package init() {}
}
