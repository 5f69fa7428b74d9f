// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// A provider's batches: many requests at once, answered within a day at a lower price.
///
/// Its methods throw `ModelError`.
public protocol BatchService: Sendable {
  /// The provider's name, such as `anthropic`.
  var name: String { get }
  /// What one batch may hold.
  var limits: BatchLimits { get }

  /// Makes a batch.
  ///
  /// - Throws: `ModelError`; one that says it is unsent, or has a status, means that there is no batch,
  ///   and nobody knows after any other.
  func create(_ items: [BatchItem]) async throws -> Batch

  /// How a batch stands.
  func batch(_ id: String) async throws -> Batch

  /// The newest batches, newest first, as many as the provider lists at once.
  func newest() async throws -> [Batch]

  /// Hands out what became of the requests of a batch that has ended, in any order.
  func results(
    of id: String, _ body: (_ name: String, BatchOutcome) async throws -> Void
  ) async throws

  /// The bytes that a request takes in a batch.
  func size(of item: BatchItem) throws(ModelError) -> Int
}

/// What one batch of a provider may hold.
public struct BatchLimits: Hashable, Sendable {
  /// The most requests in one batch that we send.
  public var items = 10_000
  /// The most bytes of requests in one batch, well below what providers take.
  public var bytes = 100 * 1_024 * 1_024
  /// Whether its requests may go to several models.
  public var mixesModels: Bool
  /// The lifetimes of the caches that its requests may write.
  public var cacheLifetimes: Set<CacheLifetime>

  /// The limits that all providers share, and in what they differ.
  public init(mixesModels: Bool, cacheLifetimes: Set<CacheLifetime> = []) {
    self.mixesModels = mixesModels
    self.cacheLifetimes = cacheLifetimes
  }
}
