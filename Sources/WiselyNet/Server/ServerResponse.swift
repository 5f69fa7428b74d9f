// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What a server answers.
package struct ServerResponse: Hashable, Sendable {
  /// The status code.
  package var status: Int
  /// The header fields, without length, connection and date, which the server writes itself.
  package var headers: HTTPHeaders
  /// The body.
  package var body: [UInt8]
  /// Whether the connection may serve another request.
  package var keepsAlive = true

  /// A response.
  package init(status: Int = 200, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// One sentence as plain text that nobody keeps.
  package static func text(status: Int, _ sentence: String) -> ServerResponse {
    var headers = HTTPHeaders()
    _ = headers.add(name: "content-type", value: "text/plain; charset=utf-8")
    _ = headers.add(name: "cache-control", value: "no-store")
    _ = headers.add(name: "x-content-type-options", value: "nosniff")
    return ServerResponse(status: status, headers: headers, body: Array((sentence + "\n").utf8))
  }

  /// The response as it is sent.
  func bytes(isHead: Bool, keepsAlive: Bool, at time: time_t) -> [UInt8] {
    var text = "HTTP/1.1 \(status) \(Self.reasons[status] ?? "Status")\r\n"
    for field in headers.fields where !Self.ours.contains(field.name.lowercased()) {
      text += "\(field.name): \(field.value)\r\n"
    }
    text += "date: \(Self.date(time))\r\n"
    // These have no body by definition; a length would be taken for one (RFC 9110, 8.6).
    let hasBody = status >= 200 && status != 204 && status != 304
    if hasBody { text += "content-length: \(body.count)\r\n" }
    if !keepsAlive { text += "connection: close\r\n" }
    let head = Array((text + "\r\n").utf8)
    return hasBody && !isHead ? head + body : head
  }

  private static let ours: Set<String> = [
    "content-length", "transfer-encoding", "connection", "date",
  ]

  /// A moment as RFC 9110, 5.6.7, spells it, whatever the locale.
  static func date(_ time: time_t) -> String {
    var time = time
    var parts = tm()
    gmtime_r(&time, &parts)
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let day = "\(days[Int(parts.tm_wday)]), \(padded(parts.tm_mday)) \(months[Int(parts.tm_mon)])"
    let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(padded).joined(separator: ":")
    return "\(day) \(parts.tm_year + 1900) \(clock) GMT"
  }

  private static let reasons: [Int: String] = [
    100: "Continue", 200: "OK", 204: "No Content", 303: "See Other", 304: "Not Modified",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict", 413: "Content Too Large",
    414: "URI Too Long", 415: "Unsupported Media Type", 417: "Expectation Failed",
    421: "Misdirected Request", 429: "Too Many Requests",
    431: "Request Header Fields Too Large", 500: "Internal Server Error",
    501: "Not Implemented", 503: "Service Unavailable", 505: "HTTP Version Not Supported",
  ]
}
