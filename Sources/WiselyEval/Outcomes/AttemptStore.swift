// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The attempts of logs, put together from their lines.
struct AttemptStore: Sendable {
  private enum Entry: Sendable {
    /// One line that says it all, which nearly every attempt has.
    case compact(CompactAttempt)
    /// Several lines, or one that has something unusual.
    indirect case whole(AttemptMerge)
  }

  // Two seeded hashes are never the same for two names.
  /// Stands for the name of an attempt.
  private struct Key: Hashable {
    private let one: Int
    private let other: Int

    init(_ name: String) {
      var hasher = Hasher()
      hasher.combine(name)
      one = hasher.finalize()
      hasher = Hasher()
      hasher.combine(1)
      hasher.combine(name)
      other = hasher.finalize()
    }
  }

  private let keepsTexts: Bool
  private var places: [Key: Int32] = [:]
  private var entries: [Entry] = []
  private var pool = NamePool()

  /// A store; without texts each attempt takes little more than a hundred bytes.
  init(keepsTexts: Bool) { self.keepsTexts = keepsTexts }

  var isEmpty: Bool { entries.isEmpty }
  var count: Int { entries.count }

  /// Takes a line in.
  mutating func add(_ line: AttemptLine) {
    var line = line
    if !keepsTexts { line.shorten() }
    let key = Key(line.attempt)
    if let place = places[key].map({ Int($0) }) {
      var merge = merge(entries[place])
      merge.add(line)
      entries[place] = .whole(merge)
      return
    }
    places[key] = Int32(entries.count)
    if !keepsTexts, let compact = CompactAttempt(line, sharing: &pool) {
      entries.append(.compact(compact))
    } else {
      entries.append(.whole(AttemptMerge(line)))
    }
  }

  private func merge(_ entry: Entry) -> AttemptMerge {
    switch entry {
    case .compact(let compact): AttemptMerge(compact.line(pool))
    case .whole(let merge): merge
    }
  }

  /// Hands over every attempt.
  func forEach(_ take: (AttemptMerge) -> Void) {
    for entry in entries { take(merge(entry)) }
  }
}
