// SPDX-License-Identifier: Apache-2.0

import Wisely

let pair = AdvisedModel(executor: OfflineModel(.small), advisor: OfflineModel(.large))
let answer = try await pair.respond(to: "What is 17% of 240?")
print(answer.text)

let puzzle = ModelRequest("Use the numbers 3, 7, 8, 25, 50 and 75 to make 641.")
let events = pair.streamResponse(to: puzzle)
for try await event in events {
  switch event {
  case .started(let model, let role): print("[\(model) begins as \(role)]")
  case .textDelta(let words): print(words, terminator: "")
  case .consulting(let start): print("[asking \(start.advisor), because: \(start.trigger)]")
  case .consulted(let consultation): print("[\(consultation.outcome)]")
  default: break
  }
}

if let solved = events.response {
  print("\n\(solved.stopReason): \(solved.text)")
  for consultation in solved.consultations {
    print(consultation.question ?? "No question.")
    print("\(consultation.verdict?.rawValue ?? "no verdict"): \(consultation.advice)")
  }
  for step in solved.usage {
    print("\(step.role) \(step.model): \(step.usage.prompt) in, \(step.usage.output) out")
  }
}

actor Notebook: Ledger {
  private(set) var rows: [LedgerRow] = []

  func open(_ hold: Hold) {}
  func settle(_ hold: Hold, as rows: [LedgerRow]) { self.rows += rows }
}

let notebook = Notebook()
let budget = Budget(cap: Money(cents: 2))

let builder = SetupBuilder(surroundings: .system) { leaf in
  guard let model = OfflineModel(id: ModelID(leaf.name)) else {
    throw SetupError("There is no model '\(leaf.name)' here.")
  }
  return MeteredModel(model, ledger: notebook, surroundings: .system, budget: budget)
}
let metered = try builder.build("offline-small+offline-large")

let paid = try await metered.respond(to: puzzle)
for row in paid.bill {
  print("\(row.role) \(row.served): \(row.cost), held \(row.held)")
}
for line in LedgerSummary(await notebook.rows, by: .role).lines {
  print("\(line.key): \(line.calls) calls, \(line.cost.dollars) dollars")
}

let quote = try await metered.quote(for: puzzle)
print("at most \(quote.worstCase), and \(budget.remaining) left")
do {
  while true { _ = try await metered.respond(to: puzzle) }
} catch let error as ModelError where error.code == .budget {
  print(error.message)
}
print("\(budget.spent) of \(budget.cap) spent")
