// SPDX-License-Identifier: Apache-2.0

import Synchronization
public import Wisely

/// How many attempts may run at once: it grows by one for each round that goes well, is halved when
/// a provider says it is too much, and stands still until the provider's limit is renewed.
public final class ConcurrencyLimit: Sendable {
  private struct State {
    var width: Double
    var generation = 0
    var pausedUntil: Timestamp?
    var troubles = 0
  }

  /// The most attempts at once, whatever the provider would bear.
  public let ceiling: Int
  private let now: @Sendable () -> Timestamp
  private let state: Mutex<State>

  /// A limit that begins at eight attempts, or at the ceiling.
  public init(ceiling: Int, now: @escaping @Sendable () -> Timestamp) {
    self.ceiling = max(1, ceiling)
    self.now = now
    state = Mutex(State(width: Double(min(max(1, ceiling), 8))))
  }

  /// How many attempts may run at once.
  public var allowed: Int { state.withLock { Int($0.width) } }

  /// How often the provider said it was too much.
  public var troubles: Int { state.withLock { $0.troubles } }

  /// How long nothing new may begin; nil when something may.
  public var pause: Duration? {
    let moment = now()
    return state.withLock { state in
      guard let until = state.pausedUntil else { return nil }
      guard until > moment else {
        state.pausedUntil = nil
        return nil
      }
      return until - moment
    }
  }

  /// When the attempt began that this task works for, so that a storm that hits many at once cuts
  /// once.
  @TaskLocal static var begunIn: Int?

  /// What an attempt that begins now is told, to be handed back with its trouble.
  var generation: Int { state.withLock { $0.generation } }

  /// An attempt went well.
  func grow() {
    state.withLock { $0.width = min(Double(ceiling), $0.width + 1 / $0.width) }
  }

  /// The provider said it was too much.
  ///
  /// Attempts that began before the last cut have not felt it, so what they say does not cut again.
  func shrink(generation: Int, retryAfter: Duration?) {
    let moment = now()
    state.withLock { state in
      state.troubles += 1
      if let retryAfter { Self.pause(&state, from: moment, for: retryAfter) }
      guard generation == state.generation else { return }
      state.width = max(1, (state.width / 2).rounded(.down))
      state.generation += 1
    }
  }

  /// A call was answered by the provider, as its headers tell it.
  ///
  /// A 429 or 529 halves the width, and an exhausted limit stops everything until it is renewed.
  public func observe(status: Int, retryAfter: Duration?, renewal: Duration?) {
    if status == 429 || status == 529 {
      shrink(generation: Self.begunIn ?? generation, retryAfter: retryAfter ?? renewal)
    } else if let renewal {
      let moment = now()
      state.withLock { Self.pause(&$0, from: moment, for: renewal) }
    }
  }

  /// More than a provider of minutes' limits can mean; a wrong clock must not stop a run for a day.
  private static let longestPause = Duration.seconds(120)

  private static func pause(_ state: inout State, from moment: Timestamp, for wait: Duration) {
    let wait = min(max(.zero, wait), longestPause)
    let (seconds, attoseconds) = wait.components
    let until = Timestamp(
      microseconds: moment.microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    state.pausedUntil = max(state.pausedUntil ?? until, until)
  }
}
