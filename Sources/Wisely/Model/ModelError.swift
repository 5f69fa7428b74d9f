// SPDX-License-Identifier: Apache-2.0

/// Why there is no answer.
///
/// Refusals, limits and pauses are stop reasons, not errors.
public struct ModelError: Error, Codable, Sendable, CustomStringConvertible {
  /// What went wrong; an open set.
  public struct Code: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// The spelling in JSON and in the ledger.
    public let rawValue: String
    /// A code.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The spelling.
    public var description: String { rawValue }

    /// The request is malformed, or a model does not take it.
    public static let invalidRequest = Code(rawValue: "invalid-request")
    /// The key is missing or wrong.
    public static let authentication = Code(rawValue: "authentication")
    /// The key may not do this.
    public static let permission = Code(rawValue: "permission")
    /// The account cannot pay, or its own limit is reached.
    public static let billing = Code(rawValue: "billing")
    /// There is no such model.
    public static let unknownModel = Code(rawValue: "unknown-model")
    /// The prompt is larger than the model takes.
    public static let tooLarge = Code(rawValue: "too-large")
    /// Too many requests or tokens a minute.
    public static let rateLimited = Code(rawValue: "rate-limited")
    /// The provider has no capacity right now (529, 503).
    public static let overloaded = Code(rawValue: "overloaded")
    /// The provider failed.
    public static let upstream = Code(rawValue: "upstream")
    /// The provider could not be reached, or the connection broke.
    public static let connection = Code(rawValue: "connection")
    /// A deadline passed.
    public static let timedOut = Code(rawValue: "timed-out")
    /// The provider sent something that is not its own protocol.
    public static let malformedResponse = Code(rawValue: "malformed-response")
    /// The worst case of the call does not fit the budget.
    public static let budget = Code(rawValue: "budget")
    /// The model has no known price and the budget forbids guessing.
    public static let unpriced = Code(rawValue: "unpriced")
    /// A setup was put together wrongly.
    public static let invalidSetup = Code(rawValue: "invalid-setup")
    /// A recording cannot be read, or holds no answer to the question.
    public static let recording = Code(rawValue: "recording")
  }

  /// What went wrong.
  public var code: Code
  /// One sentence for a person; never holds a key.
  public var message: String
  /// The HTTP status, if there was one.
  public var status: Int?
  /// How long the provider asked to wait.
  public var retryAfter: Duration?
  /// The provider's name for the request.
  public var requestID: String?
  /// Whether any content had reached the caller; then nothing may be tried again.
  public var hasPartialContent: Bool
  /// Whether the request never left: there is nothing to bill, and no call was made.
  public var isUnsent: Bool
  /// What was used before it failed, as far as the provider said.
  public var usage: [ModelUsage]
  /// Whether the provider itself said to retry or not to.
  public var shouldRetry: Bool?

  /// An error.
  public init(
    _ code: Code, _ message: String, status: Int? = nil, retryAfter: Duration? = nil,
    requestID: String? = nil, hasPartialContent: Bool = false, isUnsent: Bool = false,
    usage: [ModelUsage] = [], shouldRetry: Bool? = nil
  ) {
    self.code = code
    self.message = message
    self.status = status
    self.retryAfter = retryAfter
    self.requestID = requestID
    self.hasPartialContent = hasPartialContent
    self.isUnsent = isUnsent
    self.usage = usage
    self.shouldRetry = shouldRetry
  }

  /// The sentence.
  public var description: String { message }
}

extension ModelError: Hashable {
  /// Errors are alike when their codes are.
  public static func == (left: ModelError, right: ModelError) -> Bool { left.code == right.code }
  /// Hashes the code.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
