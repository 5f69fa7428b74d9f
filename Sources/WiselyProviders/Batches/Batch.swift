// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// A batch as its provider knows it.
public struct Batch: Hashable, Sendable {
  /// The provider's name for it.
  public var id: String
  /// Whether all of its requests have an end.
  public var hasEnded: Bool
  /// How many requests it has; nil while the provider has not counted them.
  public var requests: Int?
  /// How many of them have no end yet.
  public var processing: Int
  /// When it was made.
  public var created: Timestamp?
  /// When it ended.
  public var ended: Timestamp?
  /// Why none of its requests was tried; nil for a batch that was accepted.
  public var failure: ModelError?
}

/// One request of a batch.
public struct BatchItem: Sendable {
  /// Its name, unique in the batch: letters, digits, hyphens and underscores, at most 64.
  public var name: String
  /// The model.
  public var model: ModelID
  /// The request; its tools could be answered by nobody.
  public var request: ModelRequest

  /// A request.
  public init(name: String, model: ModelID, request: ModelRequest) {
    self.name = name
    self.model = model
    self.request = request
  }
}

/// What became of one request of a batch.
public enum BatchOutcome: Sendable {
  /// It was answered.
  case answered(ModelResponse)
  /// It failed; nothing is billed.
  case failed(ModelError)
}
