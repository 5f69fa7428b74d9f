// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyEval

/// What a run will cost, for `--dry-run`.
struct DryRunReport {
  private let prepared: PreparedPlan
  private let lines: [DryRun.Line]
  /// The judge's part, if a judge is asked.
  private let judge: DryRun.Line?
  private let folder: String

  /// Prices a plan without calling anybody.
  init(
    _ prepared: PreparedPlan, shard: Shard?, folder: String, bench: AttemptBench,
    catalogue: PriceCatalogue, configuration: Configuration, day: CalendarDay
  ) async throws {
    self.prepared = prepared
    self.folder = folder
    let plan = prepared.plan
    let estimate = DryRun(
      catalogue: catalogue, on: day,
      configured: { name in configuration.setups[name].map { ($0.notation, $0.settings) } })
    let chosen = plan.queries.indices.filter { index in
      shard.map { $0.contains(plan.queries[index].id) } ?? true
    }
    var lines: [DryRun.Line] = []
    for (position, entry) in prepared.setups.entries.enumerated() {
      let setup = plan.setups[position]
      var line = DryRun.Line(setup: setup.name, attempts: chosen.count * plan.trials)
      for index in chosen {
        let query = plan.queries[index]
        let size = DryRun.Size(
          prompt: Self.bytes(query),
          documents: query.files.reduce(0) { $0 + (prepared.sizes[$1] ?? 0) })
        let isBatch = setup.isBatch && query.files.isEmpty
        func cost(_ scenario: DryRun.Scenario) -> Cost {
          let one = estimate.cost(
            of: entry.resolved.structure, settings: entry.resolved.settings, size: size,
            isBatch: isBatch, scenario)
          return one.amount.map { .priced($0 * plan.trials) } ?? .unpriced
        }
        line.low = line.low + cost(.low)
        line.mid = line.mid + cost(.mid)
        line.high = line.high + cost(.high)
        let place = AttemptPlace(query: index, setup: position, trial: 0)
        let attempt = Attempt(
          id: plan.attemptID(place), place: place, query: query, setup: setup, number: 0)
        let first = try await bench.quote(attempt)
        line.firstSteps =
          line.firstSteps + (first.map { .priced($0 * plan.trials) } ?? .unpriced)
      }
      lines.append(line)
    }
    self.lines = lines
    judge = prepared.judge.flatMap { Self.judging(by: $0, plan, chosen, estimate) }
  }

  private static func judging(
    by judge: Workbench.Resolved, _ plan: RunPlan, _ chosen: [Int], _ estimate: DryRun
  ) -> DryRun.Line? {
    var line = DryRun.Line(setup: judge.notation, attempts: 0)
    for query in chosen.map({ plan.queries[$0] }) {
      // What expects nothing is judged by the built-in rubric.
      let calls =
        query.assertions.isEmpty ? 1 : query.assertions.count { $0.kind == .judge }
      let times = calls * plan.setups.count * plan.trials
      let size = DryRun.Size(prompt: Self.bytes(query))
      func cost(_ scenario: DryRun.Scenario) -> Cost {
        let one = estimate.judging(by: judge.structure, size: size, scenario)
        // Of one answer in twenty the judge is asked twice.
        return one.amount.map {
          .priced(Money(picodollars: $0.picodollars * Int128(times) * 21 / 20))
        } ?? .unpriced
      }
      guard times > 0 else { continue }
      line.attempts += times
      line.low = line.low + cost(.low)
      line.mid = line.mid + cost(.mid)
      line.high = line.high + cost(.high)
    }
    return line.attempts > 0 ? line : nil
  }

  private static func bytes(_ query: Query) -> Int {
    query.prompt.utf8.count + (query.system?.utf8.count ?? 0)
      + query.history.reduce(0) { $0 + $1.text.utf8.count }
  }

  private func total(_ part: (DryRun.Line) -> Cost) -> Cost {
    (lines + (judge.map { [$0] } ?? [])).reduce(.priced(.zero)) { $0 + part($1) }
  }

  static let method =
    "About, without prompt caches: four bytes of text a token (three for newer Claude models). Low: short answers, nobody consulted. Mid: 400 tokens an answer, 0.3 of the consultations, 0.3 escalated. High: 1,200 tokens an answer, all documents read, every consultation and escalation. First steps: the worst case that a budget has to hold."

  /// The estimate as a table.
  var text: [String] {
    let head = ["setup", "attempts", "low", "mid", "high", "first steps at most"]
    let rows = lines.map { line in
      [
        line.setup, grouped(line.attempts), line.low.display, line.mid.display,
        line.high.display, line.firstSteps.display,
      ]
    }
    let judging = judge.map { line in
      [
        "judge: " + line.setup, grouped(line.attempts), line.low.display, line.mid.display,
        line.high.display, "-",
      ]
    }
    let sum = [
      "total", grouped(lines.reduce(0) { $0 + $1.attempts }), total(\.low).display,
      total(\.mid).display, total(\.high).display, total(\.firstSteps).display,
    ]
    return Table(
      [head] + rows + (judging.map { [$0] } ?? []) + [sum], rightAligned: [1, 2, 3, 4, 5]
    ).lines
  }

  var json: JSONValue {
    let plan = prepared.plan
    func costs(_ line: (DryRun.Line) -> Cost) -> JSONValue { total(line).json }
    return [
      "plan": .string(plan.hash), "folder": .string(folder), "baseline": .string(plan.baseline),
      "queries": JSONValue(plan.queries.count), "trials": JSONValue(plan.trials),
      "setups": .array(
        lines.map { line in
          [
            "setup": .string(line.setup), "attempts": JSONValue(line.attempts),
            "low_usd": line.low.json, "mid_usd": line.mid.json, "high_usd": line.high.json,
            "first_steps_at_most_usd": line.firstSteps.json,
          ]
        }),
      "judge": judge.map { line in
        [
          "model": .string(line.setup), "answers": JSONValue(line.attempts),
          "low_usd": line.low.json, "mid_usd": line.mid.json, "high_usd": line.high.json,
        ]
      } ?? .null,
      "total": [
        "low_usd": costs(\.low), "mid_usd": costs(\.mid), "high_usd": costs(\.high),
        "first_steps_at_most_usd": costs(\.firstSteps),
      ], "method": .string(Self.method),
    ]
  }
}

extension Money {
  /// Several times the amount.
  fileprivate static func * (amount: Money, times: Int) -> Money {
    Money(picodollars: amount.picodollars * Int128(times))
  }
}
