// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// One of a person's own questions, with what a right answer is.
public struct Query: Hashable, Sendable {
  /// Its name, unique in a set; made from its content where the source gives none.
  public var id: String
  /// The conversation before the question, oldest first; usually empty.
  public var history: [Message]
  /// The question.
  public var prompt: String
  /// Standing instructions, if there are any.
  public var system: String?
  /// Documents to answer from, relative to the folder of the query file.
  public var files: [String]
  /// What the answer is held against; empty when only people or a judge can say.
  public var assertions: [Assertion]
  /// The least weighted mean of the assertions that is right; nil when all of them have to hold.
  public var threshold: Double?
  /// What queries that belong together have in common, such as a document or a customer.
  public var cluster: String?
  /// Everything else the source says of it.
  public var metadata: JSONObject
  /// The line of the source where it begins, from 1.
  public var line: Int

  /// A question.
  public init(
    id: String, prompt: String, history: [Message] = [], system: String? = nil,
    files: [String] = [], assertions: [Assertion] = [], threshold: Double? = nil,
    cluster: String? = nil, metadata: JSONObject = [:], line: Int = 0
  ) {
    self.id = id
    self.prompt = prompt
    self.history = history
    self.system = system
    self.files = files
    self.assertions = assertions
    self.threshold = threshold
    self.cluster = cluster
    self.metadata = metadata
    self.line = line
  }
}
