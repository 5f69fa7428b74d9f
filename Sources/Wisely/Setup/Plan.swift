// SPDX-License-Identifier: Apache-2.0

/// A planner's document: what is to be done, bound to its exact text.
public struct Plan: Hashable, Codable, Sendable {
  /// Its name.
  public var id: String
  /// SHA-256 of the text, in hexadecimal; approval binds to it.
  public var hash: String
  /// The plan, Markdown.
  public var text: String
  /// The files it names, in order of mention.
  public var files: [String]
  /// Who wrote it.
  public var planner: ModelID
  /// How it is handed to the executor.
  public var handover: Handover

  /// A plan.
  public init(
    id: String, hash: String, text: String, files: [String], planner: ModelID, handover: Handover
  ) {
    self.id = id
    self.hash = hash
    self.text = text
    self.files = files
    self.planner = planner
    self.handover = handover
  }
}

/// What the executor is given besides the plan.
public enum Handover: String, Hashable, Codable, Sendable, CaseIterable {
  /// A new conversation: the user's words, the plan, the files it names.
  case fresh
  /// The planner's conversation, all of it.
  case keep
}

/// What the first executing call costs either way, before the choice is made.
public struct HandoverQuote: Hashable, Codable, Sendable {
  /// Tokens of a fresh conversation, estimated.
  public var freshTokens: Int
  /// The first call's prompt in a fresh conversation.
  public var fresh: Cost
  /// Tokens of the kept conversation, estimated.
  public var keepTokens: Int
  /// The first call's prompt with the conversation kept, all of it written to the executor's cache.
  public var keep: Cost

  /// A quote.
  public init(freshTokens: Int, fresh: Cost, keepTokens: Int, keep: Cost) {
    self.freshTokens = freshTokens
    self.fresh = fresh
    self.keepTokens = keepTokens
    self.keep = keep
  }
}

/// What a check said about a draft.
public struct CheckResult: Hashable, Codable, Sendable {
  /// Whether the draft may be the answer.
  public var passed: Bool
  /// The check's name, such as `regex` or `judge`.
  public var check: String
  /// Why, in a sentence.
  public var reason: String

  /// A result.
  public init(passed: Bool, check: String, reason: String) {
    self.passed = passed
    self.check = check
    self.reason = reason
  }
}

/// The point at which a strong model took over from a draft that failed its check.
public struct Escalation: Hashable, Codable, Sendable {
  /// The model whose draft failed.
  public var from: ModelID
  /// The model that took over.
  public var to: ModelID
  /// The check that failed.
  public var check: String
  /// Why it failed.
  public var reason: String

  /// A take-over.
  public init(from: ModelID, to: ModelID, check: String, reason: String) {
    self.from = from
    self.to = to
    self.check = check
    self.reason = reason
  }
}
