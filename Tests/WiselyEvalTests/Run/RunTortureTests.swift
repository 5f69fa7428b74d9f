// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import TestSupport
import Testing
import Wisely
import WiselyTesting

@testable import WiselyEval

/// Runs that are killed, and runs that are long.
@Suite(.timeLimit(.minutes(5))) struct RunTortureTests {
  private func start(
    _ scratch: Scratch, _ name: String, queries: Int, dying: (answers: Int, spins: Int)? = nil
  ) throws -> RunningProgram {
    try RunningProgram(
      try RunningProgram.built("EvalTorture"),
      ["\(scratch.path)/\(name)", "\(scratch.path)/\(name).books", "\(queries)"]
        + (dying.map { ["\($0.answers)", "\($0.spins)"] } ?? []),
      environment: ["PATH": "/usr/bin:/bin"])
  }

  private func lines(_ scratch: Scratch, _ name: String) throws -> [String] {
    try scratch.read(name).split(separator: "\n").map(String.init)
  }

  @Test(
    "Killed again and again, 2,000 attempts end each exactly once, none that was told of is lost or paid for again, and the log is that of a run nobody killed",
    arguments: [1, 2])
  func killed(seed: UInt64) async throws {
    let scratch = try Scratch()
    let calm = try await start(scratch, "calm", queries: 200).finish()
    #expect(calm.status == 0, "\(calm.errors)")
    var generator = SeededGenerator(seed: seed)
    var kills = 0
    for _ in 0..<12 {
      let dying = (
        answers: Int.random(in: 1...250, using: &generator),
        spins: Int.random(in: 0...400_000, using: &generator)
      )
      let result = try await start(scratch, "killed", queries: 200, dying: dying).finish()
      if result.status == 0 { break }
      #expect(result.status == 128 + SIGKILL)
      kills += 1
      let told = result.output.split(separator: "\n").dropLast().compactMap { Int($0) }.max() ?? 0
      let text = try scratch.read("killed/attempts.jsonl")
      #expect(text.count { $0 == "\n" } >= told, "an attempt that was told of is lost")
    }
    #expect(kills >= 5)
    let last = try await start(scratch, "killed", queries: 200).finish()
    #expect(last.status == 0, "\(last.errors)")
    #expect(last.output.contains("complete 0.002 "))
    let log = try lines(scratch, "killed/attempts.jsonl")
    #expect(log.count == 2_000)
    #expect(log.sorted() == (try lines(scratch, "calm/attempts.jsonl")).sorted())
    #expect(try scratch.read("killed/plan.json") == scratch.read("calm/plan.json"))
    // The provider's side: what was paid for twice was under way when a kill came.
    let books = try lines(scratch, "killed.books")
    #expect(Set(books).count == 2_000)
    #expect(books.count - 2_000 <= kills * 16, "\(books.count) for \(kills) kills")
  }

  @Test("Ten times as many attempts take no more than a few bytes more for each")
  func flat() async throws {
    let scratch = try Scratch()
    func peak(_ queries: Int) async throws -> Int {
      let result = try await start(scratch, "long-\(queries)", queries: queries).finish()
      #expect(result.status == 0, "\(result.errors)")
      return try #require(
        result.output.split(separator: " ").last.flatMap {
          Int($0.dropLast())
        })
    }
    let (short, long) = (try await peak(200), try await peak(2_000))
    // In KiB. The queries themselves are kept; 20,000 answers of 200 bytes would be 4 MB and more.
    #expect(long - short < 12_000, "\(short) KiB, then \(long) KiB")
  }
}
