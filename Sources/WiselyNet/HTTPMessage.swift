// SPDX-License-Identifier: Apache-2.0

/// A request, with its whole body.
package struct HTTPRequest: Sendable, Hashable {
  /// The method, such as `POST`.
  package var method: String
  /// The absolute URL, `http` or `https`.
  package var url: String
  /// The header fields.
  package var headers: HTTPHeaders
  /// The body; empty for none.
  package var body: [UInt8]

  /// A request.
  package init(
    method: String = "GET", url: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

/// What comes before a response's body.
package struct HTTPResponseHead: Sendable, Hashable {
  /// The status code.
  package var status: Int
  /// The header fields.
  package var headers: HTTPHeaders

  /// A head.
  package init(status: Int, headers: HTTPHeaders = HTTPHeaders()) {
    self.status = status
    self.headers = headers
  }
}

/// How long to wait for what; nil waits for ever.
public struct HTTPTimeouts: Sendable, Hashable {
  /// For the connection, name look-up and TLS included.
  public var connect: Duration
  /// For the response's head.
  public var firstByte: Duration?
  /// Between two pieces of the body.
  public var idle: Duration?
  /// For everything.
  public var total: Duration?
  /// For the end of a stream of which all that counts has come.
  public var ending: Duration

  /// Ten seconds to connect, ten minutes for the head, five minutes between bytes, two seconds for the
  /// end.
  public init(
    connect: Duration = .seconds(10), firstByte: Duration? = .seconds(600),
    idle: Duration? = .seconds(300), total: Duration? = nil, ending: Duration = .seconds(2)
  ) {
    self.connect = connect
    self.firstByte = firstByte
    self.idle = idle
    self.total = total
    self.ending = ending
  }
}
