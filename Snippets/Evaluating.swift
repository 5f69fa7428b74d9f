// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyEval
import WiselyTesting

let queries = (1...60).map { number in
  let product: JSONValue = .string("\(number * 17)")
  return Query(
    id: "product-\(number)", prompt: "What is \(number) * 17?", metadata: ["product": product])
}

struct ProductGrader: Grader {
  let name = "product@1"

  func grade(_ answer: String, to query: Query) async throws -> Grade {
    let product = query.metadata["product"]?.string ?? ""
    let isRight = answer.hasSuffix("Answer: \(product)")
    return Grade(isRight, isRight ? "It ends with \(product)." : "It should end with \(product).")
  }
}

let ledger = InMemoryLedger()
let small = MeteredModel(OfflineModel(.small), ledger: ledger, surroundings: .system)
let large = MeteredModel(OfflineModel(.large), ledger: ledger, surroundings: .system)
let pair = AdvisedModel(executor: small, advisor: large)

var evaluation = Evaluation(
  queries, setups: [small, pair, large], baseline: large.id, grader: ProductGrader())
evaluation.trials = 3
evaluation.budget = Budget(cap: Money(dollars: 5))
let result = try await evaluation.run(in: "run", surroundings: .system)
print(result.ending, result.totals.done, "attempts")

for comparison in result.assessment?.comparisons ?? [] {
  print("\(comparison.candidate): \(comparison.overall)")
  print("  \(comparison.quality), \(comparison.cost.word)")
  for gate in comparison.closedGates { print("  closed: \(gate)") }
}
