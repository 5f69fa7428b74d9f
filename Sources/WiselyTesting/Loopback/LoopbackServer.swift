// SPDX-License-Identifier: Apache-2.0

/// A small HTTP/1.1 server on 127.0.0.1 that does to a client whatever a test needs.
///
/// It lives inside `withLoopbackServer`. One thread waits for the sockets; a handler runs in a task for
/// each connection, one request after the other, and may take as long as it likes.
public final class LoopbackServer: Sendable {
  /// Answers a request.
  public typealias Handler = @Sendable (LoopbackRequest) async throws -> LoopbackResponse

  private let journal: LoopbackJournal
  private let loop: LoopbackLoop

  init() throws {
    journal = LoopbackJournal()
    loop = try LoopbackLoop(journal)
    try loop.start()
  }

  /// The port that the kernel chose.
  public var port: Int { loop.port }
  /// The address, without a slash at its end.
  public var url: String { "http://127.0.0.1:\(port)" }
  /// Everything that was asked, in the order in which it was complete.
  public var requests: [LoopbackRequest] { journal.requests }
  /// What handlers threw, other than that the client left or the server ended.
  public var failures: [any Error] { journal.failures }
  /// The counters.
  public var statistics: LoopbackStatistics { journal.statistics }

  /// Waits until the counters meet a condition.
  ///
  /// - Throws: `CancellationError` when the task is cancelled first.
  public func wait(
    until condition: @escaping @Sendable (LoopbackStatistics) -> Bool
  ) async throws { try await journal.wait(until: condition) }

  func serve(_ handler: @escaping Handler) async {
    await withDiscardingTaskGroup { group in
      for await connection in loop.connections {
        group.addTask { [journal] in
          await Self.serve(connection, journal, handler)
          connection.close()
        }
      }
    }
  }

  func stop() { loop.stop() }

  func join() async { await loop.join() }

  private static func serve(
    _ connection: LoopbackConnection, _ journal: LoopbackJournal, _ handler: Handler
  ) async {
    var reader = LoopbackRequestReader(connection)
    do {
      while let request = try await reader.next() {
        journal.add(request)
        defer { journal.didHandle() }
        let response = try await handler(request)
        try await LoopbackWriter(request: request).run(response)
        let wantsClose = request.header("connection")?.lowercased() == "close"
        guard response.keepsAlive, !wantsClose, !connection.isClosing else { return }
      }
    } catch is CancellationError {
    } catch let error as LoopbackError where error.code == .clientLeft {
    } catch { journal.add(failure: error) }
  }
}

/// Runs a server while a closure runs.
///
/// At the end, however it comes, every connection is closed, every handler's task cancelled and waited
/// for, and the server's thread is gone.
public func withLoopbackServer<Value: Sendable>(
  _ handler: @escaping LoopbackServer.Handler,
  _ body: (LoopbackServer) async throws -> Value
) async throws -> Value {
  let server = try LoopbackServer()
  let result: Result<Value, any Error> = await withTaskGroup(of: Void.self) { group in
    group.addTask { await server.serve(handler) }
    let result: Result<Value, any Error>
    do { result = .success(try await body(server)) } catch { result = .failure(error) }
    server.stop()
    group.cancelAll()
    await group.waitForAll()
    return result
  }
  await server.join()
  return try result.get()
}
