// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Asks a model, hands everything on at once, and keeps what happened and when.
struct ExchangeRecorder {
  let base: any LanguageModel
  let request: ModelRequest
  let key: String
  let surroundings: Surroundings

  private final class Tape: Sendable {
    private let moments = Mutex<[Exchange.Moment]>([])
    func add(_ moment: Exchange.Moment) { moments.withLock { $0.append(moment) } }
    var all: [Exchange.Moment] { moments.withLock { $0 } }
  }

  /// The exchange; the caller has had its events, and gets its answer or its error from it.
  ///
  /// - Throws: what is neither an answer nor a model's error, above all `CancellationError`: such an
  ///   exchange is no example of anything.
  func exchange(emitting sink: EventSink) async throws -> Exchange {
    let tape = Tape()
    let began = surroundings.now()
    let now = surroundings.now
    let watch = WatchedSink(sink)
    let recording = EventSink { [sink = watch.sink] event in
      tape.add(Exchange.Moment(after: now().microseconds - began.microseconds, event: event))
      try await sink(event)
    }
    var response: ModelResponse?
    var failure: ModelError?
    do {
      response = try await base.respond(to: request, emitting: recording)
    } catch let error as ModelError {
      try watch.checkDeparture()
      failure = error
    }
    return Exchange(
      model: base.id, key: key, request: request.withoutPlace, events: tape.all,
      duration: now().microseconds - began.microseconds, response: response, error: failure)
  }
}

/// Gives what was kept once more.
struct ExchangePlayer {
  let exchange: Exchange
  let pace: ReplayPace
  let surroundings: Surroundings

  /// Hands on the same events and gives the same answer, its rows marked as replayed.
  ///
  /// - Throws: the error that was kept.
  func play(emitting sink: EventSink) async throws -> ModelResponse {
    let began = surroundings.now()
    for moment in exchange.events {
      try await wait(for: moment.after, since: began)
      try await sink(moment.event.asReplayed)
    }
    try await wait(for: exchange.duration, since: began)
    return try exchange.answer().asReplayed
  }

  private func wait(for moment: Int64, since began: Timestamp) async throws {
    try Task.checkCancellation()
    guard pace == .original else { return }
    let left = moment - (surroundings.now().microseconds - began.microseconds)
    if left > 0 { try await surroundings.sleep(.microseconds(left)) }
  }
}

/// How fast a kept answer is given again.
public enum ReplayPace: String, Hashable, Sendable, CaseIterable {
  /// At once.
  case immediate
  /// With the pauses of the original.
  case original
}

extension ModelEvent {
  fileprivate var asReplayed: ModelEvent {
    guard case .billed(var row) = self else { return self }
    row.isReplayed = true
    return .billed(row)
  }
}

extension ModelResponse {
  fileprivate var asReplayed: ModelResponse {
    var response = self
    for index in response.bill.indices { response.bill[index].isReplayed = true }
    return response
  }

  /// What the answer cost when it was made: the sum of its bill, unknown when a row's is.
  public var cost: Cost { bill.map(\.cost).reduce(.priced(.zero), +) }

  /// What was paid for it now: the sum of the rows that were not replayed.
  public var spentNow: Cost {
    bill.filter { !$0.isReplayed }.map(\.cost).reduce(.priced(.zero), +)
  }
}
