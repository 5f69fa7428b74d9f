// SPDX-License-Identifier: Apache-2.0

/// One question to a model and everything that came back, as it is kept to be given again.
public struct Exchange: Hashable, Codable, Sendable {
  /// An event and when it happened.
  public struct Moment: Hashable, Codable, Sendable {
    /// The time since the question was asked, in microseconds.
    public var after: Int64
    /// What happened.
    public var event: ModelEvent

    /// A moment.
    public init(after: Int64, event: ModelEvent) {
      self.after = after
      self.event = event
    }
  }

  /// Who was asked.
  public var model: ModelID
  /// The question's name: equal for equal questions, see `ModelRequest.digest(for:)`.
  public var key: String
  /// The question, without where it belonged.
  public var request: ModelRequest
  /// What happened, in order.
  public var events: [Moment]
  /// The time from the question to the answer or the error, in microseconds.
  public var duration: Int64
  /// The answer; nil when there was none.
  public var response: ModelResponse?
  /// Why there was no answer.
  public var error: ModelError?

  /// An exchange that ended with an answer or an error.
  public init(
    model: ModelID, key: String, request: ModelRequest, events: [Moment], duration: Int64,
    response: ModelResponse? = nil, error: ModelError? = nil
  ) {
    self.model = model
    self.key = key
    self.request = request
    self.events = events
    self.duration = duration
    self.response = response
    self.error = error
  }

  /// The answer.
  ///
  /// - Throws: why there was none.
  func answer() throws(ModelError) -> ModelResponse {
    if let error { throw error }
    guard let response else {
      throw ModelError(.recording, "\(model) gave neither an answer nor an error.")
    }
    return response
  }
}

extension ModelRequest {
  /// SHA-256, in hexadecimal, of the question as it goes to that model, and of the try.
  ///
  /// Where the question belongs in the ledger does not count, and calls of tools count by their order,
  /// not by their names, since names made by a harness are new each time.
  public func digest(for model: ModelID) throws -> String {
    var question = withoutPlace
    question.transcript = question.transcript.withNumberedCalls
    let whole: JSONValue = [
      "model": .string(model.rawValue), "trial": JSONValue(context.trial),
      "question": try JSONValue(encoding: question),
    ]
    return SHA256.hex(of: whole.bytes)
  }

  /// The question alone: of where it belongs only the role and the try are left.
  var withoutPlace: ModelRequest {
    var question = self
    question.context = CallContext(role: context.role, trial: context.trial)
    return question
  }
}

extension Transcript {
  /// The conversation with calls named by their order.
  fileprivate var withNumberedCalls: Transcript {
    var names: [String: String] = [:]
    func numbered(_ name: inout String) {
      let number = names[name] ?? "call-\(names.count + 1)"
      names[name] = number
      name = number
    }
    var copy = self
    for index in copy.messages.indices {
      copy.messages[index].blocks = copy.messages[index].blocks.map { block in
        switch block {
        case .toolUse(var call):
          numbered(&call.id)
          return .toolUse(call)
        case .toolResult(var result):
          numbered(&result.toolUseID)
          return .toolResult(result)
        case .consultation(var block):
          for place in block.answered.indices {
            numbered(&block.answered[place].call.id)
            numbered(&block.answered[place].result.toolUseID)
          }
          return .consultation(block)
        default: return block
        }
      }
    }
    return copy
  }
}
