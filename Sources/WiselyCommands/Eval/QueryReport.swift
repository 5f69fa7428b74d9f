// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyEval

/// What `wisely eval check` says of a file.
struct QueryReport {
  let file: String
  let set: QuerySet
  let summary: QuerySummary

  init(file: String, set: QuerySet, margin: Double) {
    self.file = file
    self.set = set
    summary = QuerySummary(set, margin: margin)
  }

  /// For people.
  var lines: [String] {
    var lines = ["\(file): \(count(summary.queries, "query", "queries")), read as \(set.format)"]
    lines += contents
    lines += notes("wrong", set.problems)
    lines += notes("odd", set.warnings)
    if !set.problems.isEmpty {
      lines += ["", "Mend what is wrong; until then the file cannot be run."]
    } else if summary.queries > 0 {
      lines += ["", promise] + needs
    }
    return lines
  }

  // MARK: - What is in it

  private var contents: [String] {
    var rows: [[String]] = []
    if !summary.assertions.isEmpty {
      let kinds = summary.assertions.map { "\($0.kind) \(grouped($0.count))" }
      rows.append(["graded by", kinds.joined(separator: ", ")])
    }
    if summary.ungraded > 0 {
      let verb = summary.ungraded == 1 ? "has" : "have"
      // What is wrong may be the very thing they would be graded by.
      let mend = set.problems.isEmpty ? ": name a judge, or review the answers" : ""
      rows.append([
        "not graded",
        "\(count(summary.ungraded, "query", "queries")) \(verb) nothing to be graded by\(mend)",
      ])
    }
    if summary.judged > 0 {
      rows.append(["needs a judge", count(summary.judged, "query", "queries")])
    }
    if summary.commanded > 0 {
      rows.append(["runs commands", count(summary.commanded, "query", "queries")])
    }
    if summary.documented > 0 {
      rows.append(["has documents", count(summary.documented, "query", "queries")])
    }
    if summary.clustered > 0 {
      rows.append([
        "clusters",
        "\(count(summary.clustered, "query", "queries")) share one with another; all in all there "
          + "are \(grouped(summary.clusters)) independent observations",
      ])
    }
    return Table(rows).lines.map { "  \($0)" }
  }

  /// The same sentence about many lines is said once.
  private func notes(_ title: String, _ problems: [QuerySet.Problem]) -> [String] {
    guard !problems.isEmpty else { return [] }
    var order: [String] = []
    var places: [String: [Int]] = [:]
    for problem in problems {
      if places[problem.message] == nil { order.append(problem.message) }
      places[problem.message, default: []].append(problem.line)
    }
    return ["", title]
      + order.map { message in
        let all = places[message, default: []].filter { $0 > 0 }
        guard let first = all.first else { return "  \(message)" }
        guard all.count > 1 else { return "  line \(first): \(message)" }
        let shown = all.prefix(5).map { String($0) }.joined(separator: ", ")
        let more = all.count > 5 ? " and \(all.count - 5) more" : ""
        return "  lines \(shown)\(more): \(message)"
      }
  }

  // MARK: - Whether it is enough

  private var promise: String {
    let margin = points(summary.margin)
    guard summary.clusters >= QuerySummary.fewest else {
      return "\(count(summary.clusters, "query is", "queries are")) too few to claim anything; "
        + "\(QuerySummary.fewest) are the least."
    }
    return "To show that an equally good setup loses at most \(margin) points (80 % power):"
  }

  private var needs: [String] {
    var rows = [["setups disagree on", "queries needed", "yours can show", "or a difference of"]]
    for need in summary.needs {
      rows.append([
        "\(points(need.disagreement)) %", need.queries.map(grouped) ?? "-",
        need.margin.map { "\(rounded($0)) points" } ?? "-",
        need.difference.map { "\(rounded($0)) points" } ?? "-",
      ])
    }
    var lines = Table(rows, rightAligned: [0, 1, 2, 3]).lines.map { "  \($0)" }
    if let least = summary.atLeast {
      lines.append("If they never disagree, \(grouped(least)) are enough.")
    }
    return lines
  }

  private func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(grouped(number)) \(number == 1 ? one : many)"
  }

  /// A share in points, as it was given.
  private func points(_ share: Double) -> String {
    let points = (share * 1_000_000).rounded() / 10_000
    return points.rounded() == points ? String(Int(points)) : "\(points)"
  }

  /// A share in points with one decimal, rounded up: nothing is promised that does not hold.
  private func rounded(_ share: Double) -> String {
    "\((share * 1_000).rounded(.up) / 10)"
  }

  // MARK: - JSON

  /// For programs; shares are fractions at full precision.
  var json: JSONValue {
    func number(_ value: Double?) -> JSONValue {
      value.flatMap { JSONNumber(exactly: $0) }.map { .number($0) } ?? .null
    }
    func list(_ problems: [QuerySet.Problem]) -> JSONValue {
      .array(
        problems.map { problem in
          [
            "line": problem.line > 0 ? JSONValue(problem.line) : .null,
            "message": .string(problem.message),
          ]
        })
    }
    return [
      "file": .string(file), "format": .string(set.format), "hash": .string(set.hash),
      "queries": JSONValue(summary.queries),
      "assertions": .object(
        JSONObject(summary.assertions.map { ($0.kind.rawValue, JSONValue($0.count)) })),
      "ungraded": JSONValue(summary.ungraded), "judged": JSONValue(summary.judged),
      "commands": JSONValue(summary.commanded), "documents": JSONValue(summary.documented),
      "clusters": JSONValue(summary.clusters), "clustered": JSONValue(summary.clustered),
      "problems": list(set.problems), "warnings": list(set.warnings),
      "margin": number(summary.margin),
      "queriesNeeded": .array(
        summary.needs.map { need in
          [
            "disagreement": number(need.disagreement),
            "queries": need.queries.map { JSONValue($0) } ?? .null, "margin": number(need.margin),
            "difference": number(need.difference),
          ]
        }),
      "queriesNeededWithoutDisagreement": summary.atLeast.map { JSONValue($0) } ?? .null,
    ]
  }
}
