// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// One call to a model inside a setup whose events do not simply become the setup's own.
package struct InnerCall {
  /// What became of it; only `ModelError` is a result, anything else leaves.
  package enum Result {
    case answered(ModelResponse)
    /// It failed, having booked these rows.
    case failed(ModelError, bill: [LedgerRow])
  }

  var model: any LanguageModel
  var request: ModelRequest

  package init(model: any LanguageModel, request: ModelRequest) {
    self.model = model
    self.request = request
  }

  /// Makes the call; each event is handed on as the events the rule makes of it.
  package func result(
    emitting sink: EventSink, through rule: @escaping @Sendable (ModelEvent) -> [ModelEvent]
  ) async throws -> Result {
    let rows = BookedRows()
    let filtered = EventSink { event in
      if case .billed(let row) = event { rows.add(row) }
      for event in rule(event) { try await sink(event) }
    }
    do {
      return .answered(try await model.respond(to: request, emitting: filtered))
    } catch let error as ModelError {
      // A cancelled call may surface as a broken connection; leaving wins.
      try Task.checkCancellation()
      return .failed(error, bill: rows.all)
    }
  }

  private final class BookedRows: Sendable {
    private let rows = Mutex<[LedgerRow]>([])
    func add(_ row: LedgerRow) { rows.withLock { $0.append(row) } }
    var all: [LedgerRow] { rows.withLock { $0 } }
  }
}

/// The caller's sink, watched: a sink that throws is a caller who left, not a model in trouble.
struct WatchedSink: Sendable {
  private final class Departure: Sendable {
    let error = Mutex<(any Error)?>(nil)
  }

  private let departure = Departure()
  private let base: EventSink

  init(_ base: EventSink) { self.base = base }

  /// The sink to hand on.
  var sink: EventSink {
    EventSink { [base, departure] event in
      do {
        try await base(event)
      } catch {
        departure.error.withLock { $0 = error }
        throw error
      }
    }
  }

  /// Throws if the caller has left, whatever a model made of that.
  func checkDeparture() throws {
    try Task.checkCancellation()
    if let error = departure.error.withLock({ $0 }) { throw error }
  }
}

extension GenerationOptions {
  /// Stands for the longest answer there can be, to price what reads it: a short word is at least a
  /// token, and no model writes a million.
  var longestText: String {
    String(repeating: "word ", count: min(max(0, maximumTokens), 1_000_000))
  }
}

extension CallContext {
  /// The place of an inner call: another role, the outermost setup's name.
  func inner(_ role: CallRole, of setup: ModelID) -> CallContext {
    var inner = self
    inner.role = role
    if inner.setup.isEmpty { inner.setup = setup.rawValue }
    return inner
  }
}

extension ModelID {
  /// The name as an operand of a pair: in parentheses when it is a pair itself.
  var operand: String {
    let isPair = rawValue.contains("+") || rawValue.contains("..") || rawValue.contains("^")
    return isPair ? "(\(rawValue))" : rawValue
  }
}

extension EventSink {
  /// Announces finished blocks.
  func announce(_ blocks: [Block]) async throws {
    for block in blocks { try await self(.block(block)) }
  }
}
