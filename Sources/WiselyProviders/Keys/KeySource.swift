// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import Wisely

/// Where a provider's key comes from; it is asked once, when the first call needs it.
///
/// Callers that need the key at the same time wait for the one who asks; if that one leaves, the next
/// asks.
public final class KeySource: Sendable {
  /// What a waiting caller is told; nil sends it back to ask by itself.
  private typealias Waiter = CheckedContinuation<Secret?, any Error>

  private struct State {
    var secret: Secret?
    var isAsking = false
    var waiters: [Int: Waiter] = [:]
    var tickets = 0
  }

  private let load: @Sendable () async throws -> Secret
  private let state = Mutex(State())

  /// A source that runs a closure when a key is first needed.
  public init(_ load: @escaping @Sendable () async throws -> Secret) { self.load = load }

  /// A key that is already known.
  public convenience init(_ secret: Secret) { self.init { secret } }

  /// A key that is already known, as text; a call fails where no header could carry it.
  public convenience init(_ text: String) {
    self.init {
      guard let secret = Secret(text) else {
        throw ModelError(.authentication, "The key is empty, or has characters that no key has.")
      }
      return secret
    }
  }

  /// A key that is missing, with the sentence that says how to set it.
  public convenience init(missing sentence: String) {
    self.init { throw ModelError(.authentication, sentence) }
  }

  /// The key in an environment variable of this process, looked up when the first call needs it.
  ///
  /// Where there is none, that call fails with `ModelError(.authentication)` before anything is sent.
  public static func environment(_ variable: String) -> KeySource {
    KeySource {
      guard let secret = getenv(variable).flatMap({ Secret(String(cString: $0)) }) else {
        throw ModelError(
          .authentication,
          "There is no key in the environment variable \(variable), or it is no legal one; set it before the program starts."
        )
      }
      return secret
    }
  }

  /// The key.
  ///
  /// - Throws: what the closure throws, such as `ModelError(.authentication)`; the next call asks again.
  public func key() async throws -> Secret {
    while true {
      try Task.checkCancellation()
      let (known, isMine, ticket) = state.withLock { state in
        let isMine = state.secret == nil && !state.isAsking
        if isMine { state.isAsking = true }
        state.tickets += 1
        return (state.secret, isMine, state.tickets)
      }
      if let known { return known }
      if isMine { return try await ask() }
      if let secret = try await wait(ticket) { return secret }
    }
  }

  private func ask() async throws -> Secret {
    do {
      let secret = try await load()
      for waiter in end(with: secret) { waiter.resume(returning: secret) }
      return secret
    } catch {
      // Whoever waited for a caller that left has not failed and asks by itself.
      let isLeaving = error is CancellationError
      for waiter in end(with: nil) {
        if isLeaving { waiter.resume(returning: nil) } else { waiter.resume(throwing: error) }
      }
      throw error
    }
  }

  private func end(with secret: Secret?) -> [Waiter] {
    state.withLock { state in
      state.secret = secret
      state.isAsking = false
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
  }

  private func wait(_ ticket: Int) async throws -> Secret? {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (mine: Waiter) in
        let isOver = state.withLock { state in
          guard state.isAsking, !Task.isCancelled else { return true }
          state.waiters[ticket] = mine
          return false
        }
        if isOver { mine.resume(returning: nil) }
      }
    } onCancel: {
      let mine = state.withLock { $0.waiters.removeValue(forKey: ticket) }
      mine?.resume(throwing: CancellationError())
    }
  }
}
