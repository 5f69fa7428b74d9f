// SPDX-License-Identifier: Apache-2.0

package import Wisely

extension ModelError {
  /// The error that an answer with a failing status is, whatever its body is.
  ///
  /// The error's code decides, then its type, then the status; never the message. Bodies that are not
  /// JSON are not shown.
  package init(openAIStatus status: Int, body: [UInt8], host: String) {
    let json = try? JSONValue(parsing: body)
    // Following one could take the key to another host.
    let otherwise =
      300..<400 ~= status
      ? "\(host) sends us to another address; mend its baseURL"
      : "\(host) gave no reason"
    self.init(openAI: json ?? .null, status: status, otherwise: otherwise)
  }

  /// The error that an object in a stream of status 200 is, or in a failed response.
  package init(openAIEvent json: JSONValue) {
    self.init(openAI: json, status: nil, otherwise: "The stream failed")
  }

  private init(openAI json: JSONValue, status: Int?, otherwise: String) {
    // Gemini wraps its error in an array; FastAPI's servers say `detail`, older ones nothing around it.
    let body = json[0] ?? json
    let error = body["error"].flatMap { $0.isNull ? nil : $0 } ?? body
    let sentence = error.string ?? error["message"]?.string ?? body["detail"]?.string ?? otherwise
    // A number, or a number as text, is a status (OpenRouter, LiteLLM).
    let code = error["code"]
    let number = code?.int ?? code?.string.flatMap { Int($0) }
    let words = [number == nil ? code?.string : nil, error["type"]?.string].compactMap { $0 }
    let found = words.lazy.compactMap { Self.code(openAI: $0) }.first
    // Servers call everything a server's error; the status knows better (gateway trap 60).
    let specific = found == .upstream ? nil : found
    self.init(
      specific ?? Self.code(status: status ?? number),
      Self.sentence(Self.oneLine(sentence), status: status), status: status ?? number,
      requestID: body["request_id"]?.string)
    // An empty account does not fill by waiting.
    if words.contains("insufficient_quota") { shouldRetry = false }
  }

  private static func code(openAI word: String) -> Code? {
    switch word {
    case "invalid_api_key", "authentication_error": .authentication
    case "insufficient_quota", "billing_hard_limit_reached", "billing_not_active",
      "insufficient_balance":
      .billing
    case "permission_denied", "permission_error", "unsupported_country_region_territory",
      "organization_restricted":
      .permission
    case "model_not_found", "not_found_error", "model_not_available": .unknownModel
    case "context_length_exceeded", "string_above_max_length", "request_too_large",
      "exceed_context_size_error":
      .tooLarge
    case "rate_limit_exceeded", "rate_limit_error", "tokens", "requests": .rateLimited
    case "overloaded_error", "server_overloaded", "engine_overloaded", "service_unavailable",
      "unavailable_error", "slow_down":
      .overloaded
    case "timeout", "timeout_error", "request_timeout": .timedOut
    case "server_error", "internal_error", "internal_server_error", "api_error": .upstream
    default: nil
    }
  }
}
