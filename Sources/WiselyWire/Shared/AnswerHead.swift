// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// What a client is told of an answer besides the answer.
package struct AnswerHead: Hashable, Sendable {
  /// The answer's name, in the client's dialect (`msg_…`, `chatcmpl-…`, `resp_…`).
  package var id: String
  /// The model that the client asked for.
  package var model: ModelID
  /// The time, in seconds.
  package var created: Int
  /// The size of the prompt as far as it is known before the answer (gateway trap 18).
  package var promptTokens: Int
  /// Whether a stream of Chat ends with its usage.
  package var includesUsage: Bool
  /// Whether consultations are shown as the Messages API's own advisor shows them; clients that did not
  /// send `AnthropicRequest.advisorBeta` do not know those blocks, and are told in reasoning.
  package var showsConsultations: Bool

  /// A head.
  package init(
    id: String, model: ModelID, created: Int = 0, promptTokens: Int = 0,
    includesUsage: Bool = true, showsConsultations: Bool = false
  ) {
    self.id = id
    self.model = model
    self.created = created
    self.promptTokens = promptTokens
    self.includesUsage = includesUsage
    self.showsConsultations = showsConsultations
  }
}

/// Writes an answer as the stream of some dialect, while it is made.
package protocol StreamWriter: Sendable {
  /// Takes an event; returns the frames that can be sent now.
  mutating func write(_ event: ModelEvent) -> [ServerSentEvent]

  /// Takes the whole answer; returns the frames that end the stream.
  mutating func end(_ response: ModelResponse) -> [ServerSentEvent]

  /// Takes what went wrong; an error is never told as a tidy end (gateway trap 40).
  mutating func fail(_ error: ModelError) -> [ServerSentEvent]
}

extension Dialect {
  /// The body of a whole answer.
  package func body(of response: ModelResponse, head: AnswerHead) -> JSONValue {
    switch self {
    case .anthropicMessages: AnthropicResponseWriter(head: head).body(of: response)
    case .openAIChat: ChatResponseWriter(head: head).body(of: response)
    case .openAIResponses: ResponsesResponseWriter(head: head).body(of: response)
    }
  }

  /// A writer of a streamed answer.
  package func streamWriter(_ head: AnswerHead) -> any StreamWriter {
    switch self {
    case .anthropicMessages: AnthropicStreamWriter(head: head)
    case .openAIChat: ChatStreamWriter(head: head)
    case .openAIResponses: ResponsesStreamWriter(head: head)
    }
  }

  /// The body of an error, as clients of the dialect read it.
  package func body(of error: ModelError) -> JSONValue {
    let type = error.wireType
    guard self != .anthropicMessages else {
      return [
        "type": "error", "error": ["type": .string(type), "message": .string(error.message)],
      ]
    }
    return [
      "error": [
        "message": .string(error.message), "type": .string(type), "param": nil,
        "code": .string(error.openAICode),
      ]
    ]
  }
}

extension ModelError {
  /// The status that a client is answered with.
  package var clientStatus: Int {
    switch code {
    case .invalidRequest, .invalidSetup: 400
    case .authentication: 401
    case .billing, .budget: 402
    case .permission: 403
    case .unknownModel: 404
    case .tooLarge: 413
    case .rateLimited: 429
    case .overloaded: 529
    case .timedOut: 504
    default: 502
    }
  }

  /// The error's type in Anthropic's words, which are a good part of OpenAI's.
  fileprivate var wireType: String {
    switch code {
    case .invalidRequest, .invalidSetup: "invalid_request_error"
    case .authentication: "authentication_error"
    case .billing, .budget: "billing_error"
    case .permission: "permission_error"
    case .unknownModel: "not_found_error"
    case .tooLarge: "request_too_large"
    case .rateLimited: "rate_limit_error"
    case .overloaded: "overloaded_error"
    case .timedOut: "timeout_error"
    default: "api_error"
    }
  }

  /// The error's code in OpenAI's words.
  var openAICode: String {
    switch code {
    case .invalidRequest, .invalidSetup: "invalid_request_error"
    case .authentication: "invalid_api_key"
    case .billing, .budget: "insufficient_quota"
    case .permission: "permission_denied"
    case .unknownModel: "model_not_found"
    case .tooLarge: "context_length_exceeded"
    case .rateLimited: "rate_limit_exceeded"
    case .overloaded: "server_overloaded"
    case .timedOut: "timeout"
    default: "server_error"
    }
  }
}
