// SPDX-License-Identifier: Apache-2.0

/// What the library must be handed because it may not reach for it: time and fresh names.
public struct Surroundings: Sendable {
  /// The present moment.
  public var now: @Sendable () -> Timestamp
  /// Waits; throws `CancellationError` when the task is cancelled.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// A name never given before, with a prefix such as `call`.
  public var makeID: @Sendable (_ prefix: String) -> String

  /// Time and names from wherever the caller has them.
  public init(
    now: @escaping @Sendable () -> Timestamp,
    sleep: @escaping @Sendable (Duration) async throws -> Void,
    makeID: @escaping @Sendable (_ prefix: String) -> String
  ) {
    self.now = now
    self.sleep = sleep
    self.makeID = makeID
  }
}
