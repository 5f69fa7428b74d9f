// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// One answer of the loopback OpenAI server, in either dialect, whole or streamed, sound or broken.
public struct OpenAIReply: Sendable {
  /// One part of an answer.
  public enum Part: Sendable, Hashable {
    /// Readable reasoning; in Responses also an encrypted item.
    case reasoning(String)
    /// Words.
    case text(String)
    /// What the model says instead of an answer.
    case refusal(String)
    /// A tool call, its arguments as the text that the model wrote.
    case call(id: String, name: String, arguments: String)
  }

  /// Why the answer ends.
  public enum Ending: Sendable, Hashable {
    /// It is complete.
    case complete
    /// The limit on output tokens was reached.
    case length
    /// A filter cut it off.
    case filtered
  }

  /// How an answer is broken.
  public enum Fault: Sendable {
    /// An HTTP failure, with any body.
    case status(Int, body: JSONValue, headers: [(String, String)] = [])
    /// An error inside a 200 stream, behind the parts; a whole answer gets status 500.
    case errorEvent(JSONValue)
    /// The stream ends behind the parts, as HTTP demands, though the answer is not complete.
    case tidyCut
    /// The connection is reset behind the parts.
    case reset
    /// The connection is reset when all was said but the usage and the mark of the end.
    case resetAtTheEnd
    /// Not a byte, until the client leaves.
    case silence
  }

  /// The parts, in order.
  public var parts: [Part]
  /// Why it ends.
  public var ending: Ending
  /// The tokens, as the server counts them; nil for a server that does not say.
  public var usage: Usage?
  /// How the answer is broken.
  public var fault: Fault?
  /// Waited for behind the parts, before the end.
  public var gate: Gate?
  /// The order in which the pieces of parallel calls are dealt out; nil for one call after the other.
  public var interleaving: UInt64?
  /// The most bytes of a write; nil for a frame a write.
  public var writeLength: Int?

  /// An answer.
  public init(
    _ parts: [Part], ending: Ending = .complete, usage: Usage? = Usage(input: 10, output: 5),
    fault: Fault? = nil, gate: Gate? = nil
  ) {
    self.parts = parts
    self.ending = ending
    self.usage = usage
    self.fault = fault
    self.gate = gate
  }

  /// An answer in words.
  public static func text(_ words: String) -> OpenAIReply { OpenAIReply([.text(words)]) }

  /// An HTTP failure with an error of OpenAI's shape.
  public static func failure(
    _ status: Int, code: String? = nil, message: String = "It went wrong.",
    headers: [(String, String)] = []
  ) -> OpenAIReply {
    let error: JSONValue = [
      "message": .string(message), "type": "invalid_request_error", "param": nil,
      "code": code.map { .string($0) } ?? .null,
    ]
    return OpenAIReply([], fault: .status(status, body: ["error": error], headers: headers))
  }
}
