// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport
import Testing
import Wisely

@testable import WiselyEval

@Suite struct RunLogTests {
  private func file(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test("Lines of many writers come out whole, each one once")
  func many() async throws {
    let scratch = try Scratch()
    let log = try AttemptLog(path: scratch.path + "/a.jsonl")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<500 {
        group.addTask {
          try await log.append([
            "n": JSONValue(index), "text": .string(String(repeating: "x", count: index * 7)),
          ])
        }
      }
      try await group.waitForAll()
    }
    var seen: Set<Int> = []
    try AttemptLog.forEachLine(log.path) { _, line in seen.insert(line["n"]?.int ?? -1) }
    #expect(seen == Set(0..<500))
  }

  @Test("A log that was cut anywhere opens with its whole lines and goes on behind them")
  func cut() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/a.jsonl"
    do {
      let log = try AttemptLog(path: path)
      for index in 0..<3 { try await log.append(["n": JSONValue(index), "s": "é\n\"x"]) }
      await log.close()
    }
    let whole = try file(path)
    for length in 0...whole.count {
      let copy = scratch.path + "/cut-\(length).jsonl"
      try Data(whole[..<length]).write(to: URL(fileURLWithPath: copy))
      let lines = whole[..<length].count { $0 == UInt8(ascii: "\n") }
      let log = try AttemptLog(path: copy)
      try await log.append(["n": 9])
      var numbers: [Int] = []
      try AttemptLog.forEachLine(copy) { _, line in numbers.append(line["n"]?.int ?? -1) }
      #expect(numbers == Array(0..<lines) + [9])
    }
  }

  @Test("A cut line longer than a page of the reader is taken away whole")
  func longCut() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      "{}\n{\"a\":\"" + String(repeating: "y", count: 200_000), to: "a.jsonl")
    _ = try AttemptLog(path: path)
    #expect(try file(path).count == 3)
  }

  @Test("One process writes a log at a time")
  func locked() throws {
    let scratch = try Scratch()
    let log = try AttemptLog(path: scratch.path + "/a.jsonl")
    let error = #expect(throws: EvalError.self) { try AttemptLog(path: log.path) }
    #expect(error?.message.contains("Another process writes to \(log.path)") == true)
    withExtendedLifetime(log) {}
  }

  @Test("A broken line in the middle is named, not skipped")
  func broken() throws {
    let scratch = try Scratch()
    let path = try scratch.write("{}\n{\"a\":\n{}\n", to: "a.jsonl")
    let error = #expect(throws: EvalError.self) { try AttemptLog.forEachLine(path) { _, _ in } }
    #expect(error?.message == "\(path), line 2: this is no attempt; take the line out.")
  }

  @Test("A folder that cannot be written is named")
  func unwritable() {
    let error = #expect(throws: EvalError.self) { try AttemptLog(path: "/proc/none/a.jsonl") }
    #expect(error?.code == .output)
    #expect(error?.message.hasPrefix("/proc/none/a.jsonl cannot be opened: ") == true)
  }
}
