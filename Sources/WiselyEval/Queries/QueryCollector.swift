// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Gives queries their names, finds those that are there twice, and puts these into one cluster.
struct QueryCollector {
  private var drafts: [Query] = []

  /// Adds queries in the order of the file; those without an id get one from what they ask.
  mutating func add(_ queries: [Query]) { drafts += queries }

  /// The set.
  func finish(format: String, notes: ReadingNotes, hash: String) -> QuerySet {
    var notes = notes
    var queries = named(&notes)
    joinDuplicates(&queries, &notes)
    return QuerySet(
      queries, format: format,
      problems: notes.problems.sorted { ($0.line, $0.message) < ($1.line, $1.message) },
      warnings: notes.warnings.sorted { ($0.line, $0.message) < ($1.line, $1.message) },
      hash: hash)
  }

  private func named(_ notes: inout ReadingNotes) -> [Query] {
    var lines: [String: Int] = [:]
    var queries: [Query] = []
    for draft in drafts where !draft.id.isEmpty {
      if let first = lines[draft.id] {
        notes.problem(
          draft.line,
          "The id '\(draft.id)' was given on line \(first) already; give each query its own.")
      } else {
        lines[draft.id] = draft.line
      }
    }
    var taken = Set(lines.keys)
    var isUsed: Set<String> = []
    for var draft in drafts {
      if draft.id.isEmpty {
        let made = "q-" + Self.question(draft, isExact: true).prefix(12)
        var number = 1
        draft.id = made
        while taken.contains(draft.id) {
          number += 1
          draft.id = "\(made)-\(number)"
        }
        taken.insert(draft.id)
      } else if !isUsed.insert(draft.id).inserted {
        continue
      }
      queries.append(draft)
    }
    return queries
  }

  /// A hash of what is asked; of how it is graded nothing, so that mending that keeps the name.
  private static func question(_ query: Query, isExact: Bool) -> String {
    func clean(_ text: String) -> String {
      isExact
        ? text : text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    var parts = [clean(query.system ?? "")]
    for message in query.history { parts += [message.speaker.rawValue, clean(message.text)] }
    parts += ["", clean(query.prompt)] + query.files.sorted()
    return SHA256.hex(of: JSONValue.array(parts.map { .string($0) }).bytes)
  }

  /// Queries that ask the same are one observation, and so is whatever is in a cluster with either.
  private func joinDuplicates(_ queries: inout [Query], _ notes: inout ReadingNotes) {
    var groups: [String: [Int]] = [:]
    for (index, query) in queries.enumerated() {
      groups[Self.question(query, isExact: false), default: []].append(index)
    }
    let duplicates = groups.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    guard !duplicates.isEmpty else { return }
    var roots = Array(queries.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while roots[index] != index {
        // Halving the way keeps long chains of groups from costing their square.
        roots[index] = roots[roots[index]]
        index = roots[index]
      }
      return index
    }
    func join(_ one: Int, _ other: Int) {
      let (one, other) = (root(one), root(other))
      roots[max(one, other)] = min(one, other)
    }
    var firstOfCluster: [String: Int] = [:]
    for (index, query) in queries.enumerated() {
      guard let cluster = query.cluster else { continue }
      join(firstOfCluster[cluster] ?? index, index)
      firstOfCluster[cluster] = firstOfCluster[cluster] ?? index
    }
    for group in duplicates {
      for index in group.dropFirst() { join(group[0], index) }
      let first = queries[group[0]]
      let others = group.dropFirst().map { "'\(queries[$0].id)'" }
      let list = others.prefix(3).joined(separator: ", ")
      let more = others.count > 3 ? " and \(others.count - 3) more" : ""
      notes.warn(
        queries[group[1]].line,
        "The same is asked as in '\(first.id)' on line \(first.line): \(list)\(more); "
          + "they count as one cluster.")
    }
    let joined = Set(duplicates.flatMap { $0.map { root($0) } })
    var names: [Int: String] = [:]
    for index in queries.indices where joined.contains(root(index)) {
      if let cluster = queries[index].cluster, names[root(index)] == nil {
        names[root(index)] = cluster
      }
    }
    for index in queries.indices where joined.contains(root(index)) {
      queries[index].cluster = names[root(index)] ?? "duplicates of \(queries[root(index)].id)"
    }
  }
}
