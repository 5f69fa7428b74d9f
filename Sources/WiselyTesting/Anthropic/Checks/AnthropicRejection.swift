// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Why the API would not take a request.
struct AnthropicRejection: Error {
  let status: Int
  let type: String
  let message: String
  let details: JSONValue?

  init(_ status: Int, _ type: String, _ message: String, details: JSONValue? = nil) {
    self.status = status
    self.type = type
    self.message = message
    self.details = details
  }

  /// The commonest: the request itself is wrong.
  init(_ message: String, details: JSONValue? = nil) {
    self.init(400, "invalid_request_error", message, details: details)
  }

  func body(_ requestID: String) -> JSONValue {
    var error: JSONObject = ["type": .string(type), "message": .string(message)]
    if let details { error["details"] = details }
    return ["type": "error", "error": .object(error), "request_id": .string(requestID)]
  }
}

/// Turns a request down unless a condition holds.
func demand(
  _ condition: Bool, _ message: @autoclosure () -> String
) throws(AnthropicRejection) {
  guard condition else { throw AnthropicRejection(message()) }
}
