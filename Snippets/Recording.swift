// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyStore
import WiselyTesting

struct Parrot: LanguageModel {
  let id: ModelID = "parrot"

  func respond(
    to request: ModelRequest, emitting sink: EventSink
  ) async throws -> ModelResponse {
    let words = request.transcript.messages.last?.text ?? ""
    try await sink(.started(id, request.context.role))
    try await sink(.textDelta(words))
    try await sink(.block(.text(words)))
    let usage = Usage(input: words.utf8.count, output: words.utf8.count)
    return ModelResponse(
      id: "1", model: id, message: .assistant(words), stopReason: .endTurn,
      usage: [ModelUsage(model: id, role: request.context.role, usage: usage)])
  }
}

let rates = Rates.perMillion(input: Money(dollars: 1), output: Money(dollars: 5))
let catalogue = PriceCatalogue(
  version: "1", source: "made up", sheets: [PriceSheet(id: "parrot", rates: rates)])
let ledger = InMemoryLedger()
let metered = MeteredModel(
  Parrot(), catalogue: catalogue, ledger: ledger, surroundings: .system)
let retried = RetryingModel(
  metered, policy: RetryPolicy(retries: 3), surroundings: .system,
  chance: { Double.random(in: 0..<1) })
let kept = CachedModel(retried, in: try AnswerFolder("answers"), surroundings: .system)

for _ in 1...2 {
  let answer = try await kept.respond(to: "Hello, hello.")
  print("\(answer.text) \(answer.cost), \(answer.spentNow) now; \(ledger.rows.count) row")
}

func pair(_ wrapped: (OfflineModel) -> any LanguageModel) -> AdvisedModel {
  AdvisedModel(executor: wrapped(OfflineModel(.small)), advisor: wrapped(OfflineModel(.large)))
}

let puzzle = "Use the numbers 3, 7, 8, 25, 50 and 75 to make 641."
let recording = try await Cassette(recordingTo: "session.jsonl")
let live = try await pair { model in
  RecordedModel(recording: model, on: recording, surroundings: .system)
}.respond(to: puzzle)

let cassette = try await Cassette(replaying: "session.jsonl")
let replayed = try await pair { model in
  RecordedModel(replaying: model.id, from: cassette, surroundings: .system)
}.respond(to: puzzle)
print(replayed.text == live.text, replayed.consultations.count, cassette.unused)

do {
  let other = RecordedModel(replaying: "offline-small", from: cassette, surroundings: .system)
  _ = try await other.respond(to: "What is 17% of 240?")
} catch let error as ModelError where error.code == .recording {
  print(error)
}
