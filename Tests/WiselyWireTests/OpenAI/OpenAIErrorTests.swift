// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct OpenAIErrorTests {
  static let documented: [(Int, type: JSONValue, code: JSONValue, ModelError.Code)] = [
    (400, "invalid_request_error", nil, .invalidRequest),
    (400, "invalid_request_error", "context_length_exceeded", .tooLarge),
    (400, "invalid_request_error", "string_above_max_length", .tooLarge),
    (401, "invalid_request_error", "invalid_api_key", .authentication),
    (402, nil, 402, .billing), (403, nil, "unsupported_country_region_territory", .permission),
    (404, "invalid_request_error", "model_not_found", .unknownModel),
    (408, nil, 408, .timedOut), (409, nil, nil, .invalidRequest), (422, nil, nil, .invalidRequest),
    (429, "requests", "rate_limit_exceeded", .rateLimited),
    (429, "insufficient_quota", "insufficient_quota", .billing),
    (500, "server_error", nil, .upstream), (502, nil, 502, .upstream),
    (503, nil, nil, .overloaded), (529, "server_error", "529", .overloaded),
    (529, "internal_server_error", nil, .overloaded), (504, "api_error", nil, .timedOut),
    (500, "overloaded_error", nil, .overloaded), (400, nil, "529", .invalidRequest),
    (413, nil, nil, .tooLarge),
  ]

  @Test("Every documented error has its code", arguments: documented)
  func codes(status: Int, type: JSONValue, code: JSONValue, expected: ModelError.Code) {
    let body: JSONValue = [
      "error": ["message": "It went wrong.", "type": type, "param": nil, "code": code]
    ]
    let error = ModelError(openAIStatus: status, body: body.bytes, host: "api")
    #expect(error.code == expected)
    #expect(error.message == "It went wrong (status \(status)).")
    #expect(error.status == status)
    // An empty account does not fill by waiting.
    #expect(error.shouldRetry == (type == "insufficient_quota" ? false : nil))
  }

  @Test("A redirection is not followed, nor tried again", arguments: [301, 302, 307, 308])
  func redirection(status: Int) {
    let error = ModelError(openAIStatus: status, body: [], host: "api")
    #expect(error.code == .invalidRequest)
    #expect(
      error.message == "api sends us to another address; mend its baseURL (status \(status)).")
  }

  @Test(
    "Other shapes are read as far as they say something",
    arguments: [
      (#"[{"error":{"code":404,"message":"No model","status":"NOT_FOUND"}}]"#, "No model"),
      (#"{"detail":"No model"}"#, "No model"), (#"{"error":"No model"}"#, "No model"),
      (#"{"object":"error","message":"No model","code":404}"#, "No model"),
      (#"{"error":{"message":"No model\n at x.py"}}"#, "No model"),
      ("<html>secret</html>", "api gave no reason"), ("", "api gave no reason"),
    ])
  func shapes(body: String, sentence: String) {
    let error = ModelError(openAIStatus: 404, body: Array(body.utf8), host: "api")
    #expect(error.code == .unknownModel)
    #expect(error.message == "\(sentence) (status 404).")
  }
}
