// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The events of one answer as a sequence for one consumer.
///
/// At most one event waits at a time, so a slow consumer slows the model down. The work starts
/// with the first `next()`; leaving the loop early, or cancelling the task that iterates, cancels it.
/// After the last event, `response` has the whole answer.
///
/// ```swift
/// let stream = pair.streamResponse(to: "What is 17% of 240?")
/// for try await event in stream { show(event) }
/// let answer = stream.response
/// ```
public struct ModelStream: AsyncSequence, Sendable {
  /// An event.
  public typealias Element = ModelEvent

  private let work: @Sendable (EventSink) async throws -> ModelResponse
  private let outcome = Outcome()

  /// A sequence of what some work emits.
  public init(_ work: @escaping @Sendable (EventSink) async throws -> ModelResponse) {
    self.work = work
  }

  /// Starts nothing yet.
  public func makeAsyncIterator() -> Iterator { Iterator(work, outcome) }

  /// The whole answer, once the events are over; nil before, and when the sequence ended in an error.
  public var response: ModelResponse? { outcome.response.withLock { $0 } }

  /// What the work leaves behind.
  fileprivate final class Outcome: Sendable {
    let response = Mutex<ModelResponse?>(nil)
  }

  /// The position of one consumer.
  public final class Iterator: AsyncIteratorProtocol {
    private let work: @Sendable (EventSink) async throws -> ModelResponse
    private let channel = Handoff<ModelEvent>()
    private let outcome: Outcome
    private var task: Task<Void, Never>?

    fileprivate init(
      _ work: @escaping @Sendable (EventSink) async throws -> ModelResponse, _ outcome: Outcome
    ) {
      self.work = work
      self.outcome = outcome
    }

    deinit { task?.cancel() }

    /// The next event, or nil when the answer is complete.
    public func next() async throws -> ModelEvent? {
      start()
      return try await withTaskCancellationHandler {
        try await channel.receive()
      } onCancel: { [task] in
        task?.cancel()
      }
    }

    private func start() {
      guard task == nil else { return }
      // Unstructured because a sequence has no scope: `deinit` and `next()` cancel it.
      task = Task { [work, channel, outcome] in
        do {
          let response = try await work(EventSink { try await channel.send($0) })
          outcome.response.withLock { $0 = response }
          channel.finish()
        } catch {
          channel.finish(throwing: error)
        }
      }
    }
  }
}
