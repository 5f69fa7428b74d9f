// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet
import WiselyWire

/// Requests to the API with the key in them, and what its failures mean.
struct AnthropicTransport: Sendable {
  let configuration: AnthropicConfiguration
  let key: KeySource
  let client: HTTPClient
  let now: @Sendable () -> Timestamp

  /// The most bytes an error's body may have.
  static let errorLimit = 256 * 1024

  /// A request and the key in it; whatever goes wrong here, nothing was sent.
  ///
  /// - Throws: `ModelError` that says it is unsent.
  func prepared(
    _ method: String = "POST", _ path: String, betas: [String] = [],
    accepting accepted: String = "application/json",
    _ body: () throws(ModelError) -> [UInt8]
  ) async throws -> (HTTPRequest, Secret) {
    do {
      let secret = try await secret()
      return (try request(method, path, betas, accepted, try body(), secret), secret)
    } catch var error as ModelError {
      error.isUnsent = true
      throw error
    }
  }

  /// The key; whatever its source throws is trouble with the key.
  private func secret() async throws -> Secret {
    do {
      return try await key.key()
    } catch let error where !(error is ModelError || error is CancellationError) {
      throw ModelError(.authentication, "The key cannot be had: \(error)")
    }
  }

  private func request(
    _ method: String, _ path: String, _ betas: [String], _ accepted: String, _ body: [UInt8],
    _ secret: Secret
  ) throws(ModelError) -> HTTPRequest {
    var headers = HTTPHeaders()
    var isLegal = true
    if !body.isEmpty {
      isLegal = headers.add(name: "content-type", value: "application/json")
    }
    isLegal = headers.add(name: "accept", value: accepted) && isLegal
    isLegal = headers.add(name: "anthropic-version", value: configuration.version) && isLegal
    if !betas.isEmpty {
      isLegal =
        headers.add(name: "anthropic-beta", value: betas.joined(separator: ",")) && isLegal
    }
    switch configuration.authentication {
    case .apiKey: isLegal = headers.add(name: "x-api-key", value: secret.revealed) && isLegal
    case .bearer:
      isLegal =
        headers.add(name: "authorization", value: "Bearer \(secret.revealed)") && isLegal
    }
    guard isLegal else {
      throw ModelError(.invalidRequest, "A header of the request to \(host) cannot be sent.")
    }
    var base = configuration.baseURL[...]
    while base.hasSuffix("/") { base = base.dropLast() }
    return HTTPRequest(method: method, url: base + path, headers: headers, body: body)
  }

  /// The host's name for messages; a password in the URL is not part of it.
  var host: String {
    let rest = configuration.baseURL.split(separator: "/", omittingEmptySubsequences: true)
    let authority = rest.dropFirst().first ?? "the provider"
    return authority.split(separator: "@").last.map(String.init) ?? "the provider"
  }

  /// The error that a failed answer is.
  func failure(_ head: HTTPResponseHead, _ body: HTTPBody) async throws -> ModelError {
    // The status says enough when the body is too long or breaks off.
    let bytes: [UInt8]
    do { bytes = try await body.collect(upTo: Self.errorLimit) } catch is HTTPError { bytes = [] }
    var error = ModelError(anthropicStatus: head.status, body: bytes, host: host)
    let retry = RetryHeaders(head.headers, now: now())
    error.retryAfter = retry.retryAfter
    error.shouldRetry = error.shouldRetry ?? retry.shouldRetry
    error.requestID = head.headers["request-id"] ?? error.requestID
    return error
  }
}
