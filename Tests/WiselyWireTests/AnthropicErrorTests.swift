// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct AnthropicErrorTests {
  static let statuses: [(Int, String, ModelError.Code)] = [
    (400, "invalid_request_error", .invalidRequest), (401, "authentication_error", .authentication),
    (402, "billing_error", .billing), (403, "permission_error", .permission),
    (404, "not_found_error", .unknownModel), (409, "conflict_error", .invalidRequest),
    (413, "request_too_large", .tooLarge), (429, "rate_limit_error", .rateLimited),
    (500, "api_error", .upstream), (504, "timeout_error", .timedOut),
    (529, "overloaded_error", .overloaded),
  ]

  @Test("Every documented error has its code, and the request's name is kept", arguments: statuses)
  func documented(status: Int, type: String, code: ModelError.Code) {
    let body: JSONValue = [
      "type": "error", "error": ["type": .string(type), "message": "It went wrong."],
      "request_id": "req_1",
    ]
    let error = ModelError(anthropicStatus: status, body: body.bytes, host: "api")
    #expect(error == ModelError(code, ""))
    #expect(error.message == "It went wrong (status \(status)).")
    #expect(error.requestID == "req_1")
    #expect(error.status == status)
  }

  @Test(
    "A body that is no JSON is not shown; the status decides",
    arguments: [
      (413, ModelError.Code.tooLarge), (502, .upstream), (503, .overloaded), (529, .overloaded),
      (418, .upstream), (408, .timedOut), (422, .invalidRequest),
    ])
  func foreign(status: Int, code: ModelError.Code) {
    let error = ModelError(
      anthropicStatus: status, body: Array("<html>secret</html>".utf8), host: "api.example")
    #expect(error == ModelError(code, ""))
    #expect(error.message == "api.example gave no reason (status \(status)).")
  }

  @Test(
    "A cap that waiting does not lift is a matter of billing and final",
    arguments: [
      "enforced_spend_limit_reached", "contract_spend_limit_reached", "organization_on_hold",
    ])
  func caps(detail: String) {
    let body: JSONValue = [
      "error": [
        "type": "rate_limit_error", "message": "Cap", "details": ["error_code": .string(detail)],
      ]
    ]
    let error = ModelError(anthropicStatus: 429, body: body.bytes, host: "api")
    #expect(error == ModelError(.billing, ""))
    #expect(error.shouldRetry == false)
  }

  @Test("Of a stack trace only the first line is shown, and not all of a long one")
  func traces() {
    let body: JSONValue = ["error": ["message": "Boom\n  at x.py line 3"]]
    let error = ModelError(anthropicStatus: 500, body: body.bytes, host: "api")
    #expect(error.message == "Boom (status 500).")
    let long: JSONValue = ["error": ["message": .string(String(repeating: "x", count: 5_000))]]
    #expect(ModelError(anthropicStatus: 500, body: long.bytes, host: "api").message.count < 450)
  }
}
