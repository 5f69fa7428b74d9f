// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A small, strict HTTP/1.1 server on 127.0.0.1.
///
/// One thread waits for the sockets; a task for each connection answers one request after the other.
///
/// ```swift
/// try await withHTTPServer({ _ in .text(status: 200, "Hello.") }) { server in
///   print("http://\(server.address)/")
/// }
/// ```
package final class HTTPServer: Sendable {
  /// Answers a request; what it throws becomes a 500 without details.
  package typealias Handler = @Sendable (ServerRequest) async throws -> ServerResponse

  /// The limits it keeps.
  package let limits: HTTPServerLimits
  private let loop: ServerLoop

  /// A server that listens from now on; port 0 is any free one.
  ///
  /// - Throws: `HTTPServerError` when the port is taken or the kernel gives no socket.
  package init(port: Int = 0, limits: HTTPServerLimits = HTTPServerLimits()) throws(HTTPServerError)
  {
    self.limits = limits
    loop = try ServerLoop(port: port, limit: limits.connections)
  }

  /// The port it listens on.
  package var port: Int { loop.port }
  /// The address and port, as they stand in a URL.
  package var address: String { "127.0.0.1:\(port)" }

  /// Serves until `stop` is called and everything that was asked is answered.
  ///
  /// Cancelling the task ends everything at once. A server runs once.
  ///
  /// - Throws: `HTTPServerError` when no thread can be started.
  package func run(_ handler: @escaping Handler) async throws {
    try start()
    await serve(handler)
  }

  func start() throws(HTTPServerError) { try loop.start() }

  func serve(_ handler: @escaping Handler) async {
    await withTaskCancellationHandler {
      await withDiscardingTaskGroup { group in
        for await connection in loop.connections {
          group.addTask { await self.serve(connection, handler) }
        }
      }
    } onCancel: {
      loop.stop()
    }
    loop.drain()
    await loop.join()
  }

  /// Takes no more requests; those under way are answered, and then `run` returns.
  package func stop() { loop.drain() }

  private func serve(_ connection: ServerConnection, _ handler: Handler) async {
    let hasAnswered = await converse(on: connection, handler)
    connection.close(afterAnswer: hasAnswered)
  }

  /// Answers one request after the other; true when an answer is the last thing that was said.
  private func converse(on connection: ServerConnection, _ handler: Handler) async -> Bool {
    var reader = ServerRequestReader(connection, limits: limits, localAddress: address)
    do {
      while let (request, wantsClose) = try await reader.next() {
        let response = await answer(request, handler)
        // Whatever a handler says when it is cancelled is nothing its client asked for.
        guard !Task.isCancelled else { return false }
        let keepsAlive = response.keepsAlive && !wantsClose && !connection.isDraining
        try await send(
          response, isHead: request.method == "HEAD", keepsAlive: keepsAlive, on: connection)
        guard keepsAlive else { return true }
      }
      return false
    } catch let fault as RequestFault {
      // Whether the client takes it or not, the connection ends here.
      try? await send(fault.response, isHead: false, keepsAlive: false, on: connection)
      return true
    } catch {
      // The client is gone: nobody is left to be told.
      return false
    }
  }

  private func answer(_ request: ServerRequest, _ handler: Handler) async -> ServerResponse {
    do {
      return try await handler(request)
    } catch {
      // What went wrong inside is nothing for whoever asks; handlers that care say it themselves.
      return .text(status: 500, "The server could not answer.")
    }
  }

  private func send(
    _ response: ServerResponse, isHead: Bool, keepsAlive: Bool, on connection: ServerConnection
  ) async throws {
    let bytes = response.bytes(isHead: isHead, keepsAlive: keepsAlive, at: time(nil))
    try await connection.write(bytes, until: .now.advanced(by: limits.write))
  }
}

/// Runs a server while a closure runs.
///
/// At the end, however it comes, requests under way get the limits' grace to be answered; then every
/// connection is closed, every handler's task cancelled and waited for, and the thread is gone.
package func withHTTPServer<Value: Sendable>(
  port: Int = 0, limits: HTTPServerLimits = HTTPServerLimits(),
  _ handler: @escaping HTTPServer.Handler, _ body: (HTTPServer) async throws -> Value
) async throws -> Value {
  let server = try HTTPServer(port: port, limits: limits)
  try server.start()
  let result = await withTaskGroup(of: Void.self) { group -> Result<Value, any Error> in
    group.addTask { await server.serve(handler) }
    let result: Result<Value, any Error>
    do { result = .success(try await body(server)) } catch { result = .failure(error) }
    server.stop()
    // Only cancellation can end the sleep early, and that comes from below.
    group.addTask { try? await Task.sleep(for: limits.grace) }
    // Whichever is first: everything answered, or patience at its end.
    await group.next()
    group.cancelAll()
    await group.waitForAll()
    return result
  }
  return try result.get()
}
