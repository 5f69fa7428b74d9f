// SPDX-License-Identifier: Apache-2.0

package import Wisely

extension ModelError {
  /// The error that an answer with a failing status is, whatever its body is.
  ///
  /// The kind decides, then the status; never the message, whose wording changes. Bodies that are not
  /// JSON (a CDN's 413, a proxy's 502) are not shown.
  package init(anthropicStatus status: Int, body: [UInt8], host: String) {
    let json = try? JSONValue(parsing: body)
    let error = json?["error"]
    let kind = error?["type"]?.string
    let sentence =
      error?["message"]?.string.map(Self.oneLine) ?? error?.string.map(Self.oneLine)
      ?? "\(host) gave no reason"
    self.init(
      Self.code(kind: kind, status: status), Self.sentence(sentence, status: status),
      status: status, requestID: json?["request_id"]?.string)
    // A tier's cap does not go away by waiting (advisor reference §2.7).
    let detail = error?["details"]?["error_code"]?.string
    if let detail, detail.contains("spend_limit") || detail.contains("on_hold") {
      code = .billing
      shouldRetry = false
    }
  }

  /// The error that an `error` event in a stream of status 200 is.
  package init(anthropicEvent json: JSONValue) {
    let kind = json["error"]?["type"]?.string
    let sentence = json["error"]?["message"]?.string.map(Self.oneLine) ?? "The stream failed"
    self.init(Self.code(kind: kind, status: nil), Self.sentence(sentence, status: nil))
    requestID = json["request_id"]?.string
  }

  private static func code(kind: String?, status: Int?) -> Code {
    switch (kind, status) {
    case ("authentication_error", _), (_, 401): .authentication
    case ("permission_error", _), (_, 403): .permission
    case ("billing_error", _), (_, 402): .billing
    case ("request_too_large", _), (_, 413): .tooLarge
    case ("not_found_error", _), (_, 404): .unknownModel
    case ("rate_limit_error", _), (_, 429): .rateLimited
    case ("overloaded_error", _), (_, 529), (_, 503): .overloaded
    case ("timeout_error", _), (_, 504), (_, 408), (_, 524): .timedOut
    case ("invalid_request_error", _), (_, 400), (_, 409), (_, 422): .invalidRequest
    default: .upstream
    }
  }
}
