// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// One call to a model inside a setup whose events do not simply become the setup's own.
struct InnerCall {
  /// What became of it; only `ModelError` is a result, anything else leaves.
  enum Result {
    case answered(ModelResponse)
    /// It failed, having booked these rows.
    case failed(ModelError, bill: [LedgerRow])
  }

  var model: any LanguageModel
  var request: ModelRequest

  /// Makes the call; each event is handed on as the events the rule makes of it.
  func result(
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
