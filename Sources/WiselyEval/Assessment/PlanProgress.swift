// SPDX-License-Identifier: Apache-2.0

/// How far a plan has come with a pair.
struct PlanProgress: Sendable {
  /// How many queries are planned; nil when nobody says.
  let planned: Int?
  /// How many have every trial of both.
  let done: Int

  init(_ table: OutcomeTable, _ asked: Pairing) {
    planned = table.facts.plannedQueries
    let trials = table.facts.plannedTrials ?? 1
    done = asked.all.count { row in
      [asked.candidate, asked.baseline].allSatisfy {
        table.outcomes(of: $0, for: row.query).count { !$0.isCutOff } >= trials
      }
    }
  }

  /// Whether somebody looks before the planned end.
  var isEarly: Bool { planned.map { done < $0 } ?? false }
}
