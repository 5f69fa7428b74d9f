// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet
import WiselyWire

/// Requests to a provider with the key in them, and what its failures mean.
struct Transport: Sendable {
  /// What one dialect does in its own way.
  struct Manner: Sendable {
    /// The headers besides those of the content, with the key in one of them.
    var headers: @Sendable (Secret?) -> [(name: String, value: String)]
    /// The error that a failing status is.
    var failure: @Sendable (_ status: Int, _ body: [UInt8], _ host: String) -> ModelError
    /// The header that names the request.
    var requestIDHeader: String
  }

  let baseURL: String
  let timeouts: HTTPTimeouts
  /// Nil for servers that ask for none.
  let key: KeySource?
  let client: HTTPClient
  let now: @Sendable () -> Timestamp
  let manner: Manner

  /// The most bytes an error's body may have.
  static let errorLimit = 256 * 1024

  /// A request and the key in it; whatever goes wrong here, nothing was sent.
  ///
  /// - Throws: `ModelError` that says it is unsent.
  func prepared(
    _ method: String = "POST", _ path: String, headers: [(name: String, value: String)] = [],
    accepting accepted: String = "application/json", contentType: String = "application/json",
    _ body: () throws(ModelError) -> [UInt8]
  ) async throws -> (HTTPRequest, Secret?) {
    do {
      let secret = try await secret()
      let fields = [(name: "accept", value: accepted)] + headers
      return (try request(method, path, fields, contentType, try body(), secret), secret)
    } catch var error as ModelError {
      error.isUnsent = true
      throw error
    }
  }

  /// The key; whatever its source throws is trouble with the key.
  private func secret() async throws -> Secret? {
    do {
      return try await key?.key()
    } catch let error where !(error is ModelError || error is CancellationError) {
      throw ModelError(.authentication, "The key cannot be had: \(error)")
    }
  }

  private func request(
    _ method: String, _ path: String, _ fields: [(name: String, value: String)],
    _ contentType: String, _ body: [UInt8], _ secret: Secret?
  ) throws(ModelError) -> HTTPRequest {
    var fields = fields + manner.headers(secret)
    if !body.isEmpty { fields.insert((name: "content-type", value: contentType), at: 0) }
    var headers = HTTPHeaders()
    for field in fields where !headers.add(name: field.name, value: field.value) {
      throw ModelError(.invalidRequest, "A header of the request to \(host) cannot be sent.")
    }
    var base = baseURL[...]
    while base.hasSuffix("/") { base = base.dropLast() }
    return HTTPRequest(method: method, url: base + path, headers: headers, body: body)
  }

  /// The host's name for messages; a password in the URL is not part of it.
  var host: String {
    let rest = baseURL.split(separator: "/", omittingEmptySubsequences: true)
    let authority = rest.dropFirst().first ?? "the provider"
    return authority.split(separator: "@").last.map(String.init) ?? "the provider"
  }

  /// The error that a failed answer is.
  func failure(_ head: HTTPResponseHead, _ body: HTTPBody) async throws -> ModelError {
    // The status says enough when the body is too long or breaks off.
    let bytes: [UInt8]
    do { bytes = try await body.collect(upTo: Self.errorLimit) } catch is HTTPError { bytes = [] }
    var error = manner.failure(head.status, bytes, host)
    let retry = RetryHeaders(head.headers, now: now())
    // Who is refused for a limit that is used up, and not told until when, need not guess.
    let renewal = head.status == 429 ? RateLimits(head, now: now()).renewal : nil
    error.retryAfter = retry.retryAfter ?? renewal
    error.shouldRetry = error.shouldRetry ?? retry.shouldRetry
    error.requestID = head.headers[manner.requestIDHeader] ?? error.requestID
    return error
  }
}
