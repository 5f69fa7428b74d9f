// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Everything that reviewers have chosen, in one fixed order, whatever order the lines came in.
public struct Preferences: Hashable, Sendable {
  /// What identifies a choice that a later line can change.
  struct Key: Hashable {
    var reviewer: String
    var item: String
    var isRepeat: Bool
  }

  /// The choices that stand, by reviewer and the order in which they were made.
  package let choices: [PreferenceLine]
  /// How many lines each reviewer has written.
  public let counts: [String: Int]
  /// How many lines could not be read, such as one that was cut by a full disk.
  public let brokenLines: Int

  /// What stands after these lines.
  package init(_ lines: [PreferenceLine], brokenLines: Int = 0) {
    var last: [Key: PreferenceLine] = [:]
    var counts: [String: Int] = [:]
    for line in lines {
      let key = Key(reviewer: line.reviewer, item: line.item, isRepeat: line.isRepeat)
      counts[line.reviewer] = max(counts[line.reviewer] ?? 0, line.number + 1)
      if let other = last[key], Self.order(other) > Self.order(line) { continue }
      last[key] = line
    }
    choices = last.values.filter { $0.choice != nil }.sorted {
      ($0.reviewer, $0.number, $0.item, $0.isRepeat ? 1 : 0)
        < ($1.reviewer, $1.number, $1.item, $1.isRepeat ? 1 : 0)
    }
    self.counts = counts
    self.brokenLines = brokenLines
  }

  /// Not the order of the file: concatenated files may stand in any order.
  private static func order(_ line: PreferenceLine) -> (Int, String, String) {
    (line.number, line.time, line.choice?.rawValue ?? "")
  }

  /// Reads the bytes of a log; a line that cannot be read is counted and left out.
  public init(parsing bytes: [UInt8]) { self.init(parsing: [bytes]) }

  /// Reads several logs as one, in whatever order.
  init(parsing logs: [[UInt8]]) {
    var lines: [PreferenceLine] = []
    var broken = 0
    for text in logs.lazy.flatMap({ $0.split(separator: UInt8(ascii: "\n")) }) {
      if let json = try? JSONValue(parsing: Array(text)), let line = PreferenceLine(json) {
        lines.append(line)
      } else {
        broken += 1
      }
    }
    self.init(lines, brokenLines: broken)
  }

  /// Reads the log of a folder; nothing was chosen where there is none.
  ///
  /// - Throws: `EvalError` when it is there and cannot be read.
  public init(folder: String) throws(EvalError) {
    let path = PreferenceLog.path(in: folder)
    guard PreferenceLog.exists(path) else {
      self.init([])
      return
    }
    self.init(parsing: try ReadableFile.read(path))
  }

  /// Only the choices between some setups about some queries.
  func of(_ setups: Set<String>, queries: Set<String>) -> Preferences {
    Preferences(
      choices: choices.filter {
        setups.contains($0.left.setup) && setups.contains($0.right.setup)
          && queries.contains($0.query)
      }, counts: counts, brokenLines: brokenLines)
  }

  private init(choices: [PreferenceLine], counts: [String: Int], brokenLines: Int) {
    self.choices = choices
    self.counts = counts
    self.brokenLines = brokenLines
  }

  /// Whether a choice was made.
  func has(_ key: Key) -> Bool {
    choices.contains {
      $0.reviewer == key.reviewer && $0.item == key.item && $0.isRepeat == key.isRepeat
    }
  }
}
