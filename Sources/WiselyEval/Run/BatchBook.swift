// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely

/// Which batches a run has sent, written down before and after each is made: a killed run must not
/// pay for the same requests twice.
struct BatchBook: Sendable {
  /// A batch as far as it is known.
  struct Entry: Sendable {
    /// Our name for it.
    var name: String
    /// The attempts in it.
    var attempts: [String]
    /// What it may cost at most.
    var held: Money
    /// When it was about to be sent.
    var started: Timestamp
    /// The provider's name for it; nil when the answer to its making was never seen.
    var batch: String?
    /// Whether nothing more comes of it.
    var isClosed = false
  }

  private let log: AttemptLog
  /// What was written by earlier processes.
  let entries: [Entry]

  /// Opens the book beside a log of attempts.
  init(path: String) throws {
    log = try AttemptLog(path: path)
    var entries: [Entry] = []
    try AttemptLog.forEachLine(path) { number, line in
      guard let name = line["name"]?.string, let event = line["event"]?.string else {
        throw EvalError(.input, "\(path), line \(number): this is no batch; take the line out.")
      }
      let index = entries.firstIndex { $0.name == name }
      switch (event, index) {
      case ("intended", nil):
        entries.append(
          Entry(
            name: name, attempts: line["attempts"]?.array?.compactMap(\.string) ?? [],
            held: line["held_usd"]?.string.flatMap { Money(dollars: $0) } ?? .zero,
            started: Timestamp(
              microseconds: Int64(line["microseconds"]?.string ?? "") ?? 0)))
      case ("created", let index?): entries[index].batch = line["batch"]?.string
      case ("closed", let index?): entries[index].isClosed = true
      default: break
      }
    }
    self.entries = entries
  }

  func intend(_ entry: Entry) async throws {
    try await log.append([
      "event": "intended", "name": .string(entry.name),
      "attempts": .array(entry.attempts.map { .string($0) }),
      "held_usd": .string(entry.held.dollars), "started": .string(entry.started.iso8601),
      "microseconds": .string(String(entry.started.microseconds)),
    ])
  }

  func created(_ entry: Entry, _ batch: String) async throws {
    try await log.append([
      "event": "created", "name": .string(entry.name), "batch": .string(batch),
    ])
  }

  func closed(_ entry: Entry) async throws {
    try await log.append(["event": "closed", "name": .string(entry.name)])
  }

  func close() async { await log.close() }
}
