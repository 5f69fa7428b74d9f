// SPDX-License-Identifier: Apache-2.0

/// A request that a server has read to its end.
package struct ServerRequest: Hashable, Sendable {
  /// The method, such as `GET`.
  package var method: String
  /// The path and query as they were sent; always begins with a slash.
  package var target: String
  /// The header fields; exactly one of them is `host`.
  package var headers: HTTPHeaders
  /// The body, without its transfer coding.
  package var body: [UInt8]
  /// The address and port that it was sent to, whatever its `host` says.
  package var localAddress: String

  /// A request.
  package init(
    method: String = "GET", target: String, headers: HTTPHeaders = HTTPHeaders(),
    body: [UInt8] = [], localAddress: String = ""
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.localAddress = localAddress
  }

  /// The path, not decoded: two spellings of a path are two paths.
  package var path: String { String(target.prefix { $0 != "?" }) }

  /// What stands behind the first question mark, not decoded; empty for nothing.
  package var query: String { String(target.drop { $0 != "?" }.dropFirst()) }

  /// The value of a cookie; nil also when it was sent twice, since nobody knows whose is which.
  package func cookie(_ name: String) -> String? {
    var found: String?
    for field in headers.fields where field.name.lowercased() == "cookie" {
      for pair in field.value.split(separator: ";") {
        let pair = pair.drop { $0 == " " }
        guard let equals = pair.firstIndex(of: "="), pair[..<equals] == name else { continue }
        guard found == nil else { return nil }
        found = String(pair[pair.index(after: equals)...])
      }
    }
    return found
  }
}
