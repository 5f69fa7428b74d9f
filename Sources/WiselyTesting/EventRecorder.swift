// SPDX-License-Identifier: Apache-2.0

import Synchronization
public import Wisely

/// Keeps every event of an answer, for tests to look at.
public final class EventRecorder: Sendable {
  private let state = Mutex<[ModelEvent]>([])

  /// An empty recorder.
  public init() {}

  /// Everything so far.
  public var events: [ModelEvent] { state.withLock { $0 } }

  /// The streamed words so far.
  public var text: String {
    events.reduce(into: "") { text, event in
      if case .textDelta(let piece) = event { text += piece }
    }
  }

  /// A sink that keeps events.
  public var sink: EventSink { EventSink { [self] event in state.withLock { $0.append(event) } } }
}
