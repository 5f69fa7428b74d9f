// SPDX-License-Identifier: Apache-2.0

/// How a client connects.
public struct HTTPClientConfiguration: Sendable, Hashable {
  /// The `user-agent` of every request.
  public var userAgent: String
  /// A proxy's URL, or nil for none; the environment is never read.
  public var proxy: String?
  /// A file of trusted certificates, or nil for the system's.
  public var certificates: String?
  /// The most connections kept open.
  public var connections: Int

  /// A configuration.
  public init(
    userAgent: String = "wisely", proxy: String? = nil, certificates: String? = nil,
    connections: Int = 512
  ) {
    self.userAgent = userAgent
    self.proxy = proxy
    self.certificates = certificates
    self.connections = connections
  }
}

/// An HTTP client over libcurl, with one thread of its own.
///
/// Nothing is loaded or started before the first request. One client keeps connections open for all
/// its requests; dropping it ends its thread.
public final class HTTPClient: Sendable {
  private let loop: CurlLoop

  /// A client; costs nothing until it is used.
  public init(configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
    loop = CurlLoop(configuration)
  }

  deinit { loop.stop() }

  /// Sends a request and hands its response to a closure, while it arrives.
  ///
  /// The body is only valid inside the closure. However the closure is left, and as soon as the task
  /// is cancelled, the transfer ends and the server sees the connection close.
  ///
  /// Until `whenSent` is called, which happens once and on the client's own thread, the server cannot
  /// have got the whole of a request with a body; from then on nobody knows. Once this has thrown it is not
  /// called any more, and must not ask anything of the client.
  ///
  /// - Throws: `HTTPError`, `CancellationError`, and what the closure throws.
  package func perform<Value: Sendable>(
    _ request: HTTPRequest, timeouts: HTTPTimeouts = HTTPTimeouts(),
    whenSent: @escaping @Sendable () -> Void = {},
    _ receive: (HTTPResponseHead, HTTPBody) async throws -> Value
  ) async throws -> Value {
    try Task.checkCancellation()
    let transfer = Transfer(request, timeouts, whenSent: whenSent)
    try loop.start()
    return try await withTaskCancellationHandler {
      loop.add(transfer)
      defer { loop.remove(transfer, because: nil) }
      let head = try await transfer.head()
      return try await receive(head, HTTPBody(transfer: transfer, loop: loop))
    } onCancel: {
      loop.remove(transfer, because: CancellationError())
    }
  }
}
