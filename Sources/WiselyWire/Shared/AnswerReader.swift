// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// Reads an answer of some dialect, streamed or whole, as events and in the end as a response.
package protocol AnswerReader: Sendable {
  /// Whether anything of the answer has been handed on; then nothing may be tried again.
  var hasContent: Bool { get }
  /// Whether enough has come for a response: what follows is at most the usage.
  var isWhole: Bool { get }

  /// Whether the event has come after which a stream ends; servers may still keep it open.
  var isEnded: Bool { get }

  /// Whether nothing that may still come is of use, not even the usage or the end of the stream.
  var isFinal: Bool { get }

  /// Consultations of the provider's own advisor that were held before the answer broke off.
  var heldConsultations: [Consultation] { get }

  /// Takes one event of a stream.
  ///
  /// - Throws: the error the stream reports, or `malformedResponse`.
  mutating func receive(_ event: ServerSentEvent) throws(ModelError) -> [ModelEvent]

  /// Takes a whole answer.
  mutating func receive(whole json: JSONValue) throws(ModelError) -> [ModelEvent]

  /// Takes the end of the stream; a tidy end is never made up (gateway trap 40).
  mutating func finish() throws(ModelError) -> [ModelEvent]

  /// The whole answer, once it has ended.
  func response() throws(ModelError) -> ModelResponse
}

extension AnswerReader {
  /// The event that makes an answer whole is the last one in most dialects.
  package var isEnded: Bool { isWhole }

  /// No: a stream is read to its end, where the usage comes.
  package var isFinal: Bool { false }

  /// None: only one dialect has an advisor of its own.
  package var heldConsultations: [Consultation] { [] }
}

extension ModelError {
  /// The error that a stream without its end is.
  static var brokenOff: ModelError {
    ModelError(.connection, "The answer broke off before its end.")
  }
}

extension Dialect {
  /// A reader of an answer.
  package func reader(_ context: OpenAIAnswerContext) -> any AnswerReader {
    switch self {
    case .anthropicMessages:
      AnthropicAnswer(.init(requested: context.requested, role: context.role))
    case .openAIChat: ChatAnswer(context)
    case .openAIResponses: ResponsesAnswer(context)
    }
  }
}
