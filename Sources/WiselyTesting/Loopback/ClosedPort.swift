// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Runs a closure with the address of a port at which nobody listens, and nobody can until it ends.
///
/// The port is held by a socket that does not listen: one that was merely free a moment ago may be
/// given to somebody else in between.
///
/// - Throws: `LoopbackError` when the kernel gives no socket, and what the closure throws.
public func withClosedPort<Value: Sendable>(
  _ body: (_ url: String) async throws -> Value
) async throws -> Value {
  let (descriptor, port) = try LoopbackSocket.bound()
  defer { Glibc.close(descriptor) }
  return try await body("http://127.0.0.1:\(port)")
}

/// Runs a closure with the address of a server that takes connections and never reads a byte.
///
/// - Throws: `LoopbackError` when the kernel gives no socket, and what the closure throws.
public func withDeafPort<Value: Sendable>(
  _ body: (_ url: String) async throws -> Value
) async throws -> Value {
  // The kernel takes the connections by itself.
  let (descriptor, port) = try LoopbackSocket.listen()
  defer { Glibc.close(descriptor) }
  return try await body("http://127.0.0.1:\(port)")
}
