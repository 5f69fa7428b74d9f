// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A channel for one sender and one receiver that holds a single element: lossless and bounded.
///
/// `AsyncStream` either drops or grows without bound; neither will do for a model's answer.
final class Handoff<Element: Sendable>: Sendable {
  private struct State {
    var waiting: Element?
    var sender: CheckedContinuation<Void, any Error>?
    var receiver: CheckedContinuation<Element?, any Error>?
    var end: Result<Void, any Error>?
    var isCancelled = false
  }

  private let state = Mutex(State())

  /// Hands over one element and waits until it was taken.
  func send(_ element: sending Element) async throws {
    try await withTaskCancellationHandler {
      try Task.checkCancellation()
      try await withCheckedThrowingContinuation { (mine: CheckedContinuation<Void, any Error>) in
        let (receiver, failed) = state.withLock {
          state -> (CheckedContinuation<Element?, any Error>?, Bool) in
          guard !state.isCancelled else { return (nil, true) }
          if let receiver = state.receiver {
            state.receiver = nil
            return (receiver, false)
          }
          state.waiting = element
          state.sender = mine
          return (nil, false)
        }
        if failed {
          mine.resume(throwing: CancellationError())
        } else if let receiver {
          receiver.resume(returning: element)
          mine.resume()
        }
      }
    } onCancel: {
      cancel()
    }
  }

  /// The next element, or nil at the end.
  func receive() async throws -> Element? {
    try await withCheckedThrowingContinuation { mine in
      let ready = state.withLock {
        state -> (Result<Element?, any Error>, CheckedContinuation<Void, any Error>?)? in
        if let element = state.waiting {
          let sender = state.sender
          state.waiting = nil
          state.sender = nil
          return (.success(element), sender)
        }
        if let end = state.end {
          state.end = .success(())
          return (end.map { nil }, nil)
        }
        state.receiver = mine
        return nil
      }
      guard let (result, sender) = ready else { return }
      mine.resume(with: result)
      sender?.resume()
    }
  }

  /// Ends the sequence, after an element that still waits.
  func finish(throwing error: (any Error)? = nil) {
    let receiver = state.withLock { state -> CheckedContinuation<Element?, any Error>? in
      let receiver = state.receiver
      state.receiver = nil
      // A receiver that is waiting gets the end now; a later one finds a plain end.
      state.end = receiver == nil ? error.map { .failure($0) } ?? .success(()) : .success(())
      return receiver
    }
    guard let receiver else { return }
    if let error { receiver.resume(throwing: error) } else { receiver.resume(returning: nil) }
  }

  private func cancel() {
    let sender = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      state.isCancelled = true
      state.waiting = nil
      let sender = state.sender
      state.sender = nil
      return sender
    }
    sender?.resume(throwing: CancellationError())
  }
}
