// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing
import Wisely

/// `wisely ask --record`, `--replay` and `wisely eval run --cache` in the built command.
@Suite(.timeLimit(.minutes(5))) struct RecordingTests {
  let home: Home
  private var tape: String { home.scratch.path + "/session.jsonl" }

  init() throws { home = try Home() }

  private func ask(_ words: String..., setup: String = Question.pair) async throws
    -> RunningProgram.Result
  {
    try await home.start(["ask", "--setup", setup] + words).finish()
  }

  private func calls() async throws -> Int {
    try await home.costs()["total"]?["calls"]?.int ?? 0
  }

  @Test("A recorded session replays word for word, is not booked, and says both figures")
  func session() async throws {
    let first = try await ask("--record", tape, Question.hard)
    #expect(first.status == 0, "\(first.errors)")
    let booked = try await calls()
    #expect(booked > 2)
    let second = try await ask("--replay", tape, Question.hard)
    #expect(second.status == 0, "\(second.errors)")
    #expect(second.output == first.output)
    #expect(second.errors.contains("  spent now $0.00, as answers were replayed\n"))
    #expect(
      second.errors.replacing("  spent now $0.00, as answers were replayed\n", with: "")
        .withoutChance == first.errors.withoutChance)
    #expect(try await calls() == booked)
    let json = try JSONValue(
      parsing: try await ask("--replay", tape, "--json", Question.hard).output)
    #expect(json["spentNow"] == "0")
    #expect(json["cost"] != "0")
    #expect(json["calls"]?.array?.allSatisfy { $0["replayed"] == true } == true)
  }

  @Test("A recording goes on, is its owner's alone, and no key of the environment is in it")
  func goesOn() async throws {
    var home = home
    home.environment["SOME_API_KEY"] = "seventeen percent!"
    for question in [Question.easy, "What is 18% of 250? (seventeen percent!)"] {
      let ran = try await home.start(
        ["ask", "--setup", "offline-small", "--record", tape, question]
      ).finish()
      #expect(ran.status == 0, "\(ran.errors)")
    }
    let text = try home.scratch.read("session.jsonl")
    #expect(text.hasPrefix("{\"cassette\":1}\n"))
    #expect(text.split(separator: "\n").count >= 3)
    #expect(!text.contains("seventeen percent!"))
    let mode = try FileManager.default.attributesOfItem(atPath: tape)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    for question in ["What is 18% of 250? (seventeen percent!)", Question.easy] {
      let ran = try await home.start(
        ["ask", "--setup", "offline-small", "--replay", tape, question]
      ).finish()
      #expect(ran.status == 0, "\(ran.errors)")
    }
  }

  @Test("What cannot be replayed or recorded is said in one sentence")
  func wrong() async throws {
    let missing = try await ask("--replay", tape, "Hi")
    #expect(missing.status == 66)
    #expect(missing.errors == "error: There is no recording '\(tape)'.\n")
    let note = try home.scratch.write("Dear diary\n", to: "note.txt")
    for option in ["--replay", "--record"] {
      let foreign = try await ask(option, note, "Hi")
      #expect(foreign.status == 66)
      #expect(
        foreign.errors
          == "error: \(note) is no cassette of this version: its first line must be {\"cassette\":1}.\n"
      )
    }
    #expect(try home.scratch.read("note.txt") == "Dear diary\n")
    _ = try await ask("--record", tape, Question.easy, setup: "offline-small")
    let other = try await ask("--replay", tape, "Something else?", setup: "offline-small")
    #expect(other.status == 66)
    #expect(
      other.errors.hasPrefix(
        "error: The cassette has no answer of offline-small to this question: it was recorded with another question, other documents or other settings."
      ))
    // It would be read first, and nobody writes into it.
    let pipe = home.scratch.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let piped = try await ask("--record", pipe, "Hi", setup: "offline-small")
    #expect(piped.status == 64)
    #expect(piped.errors == "error: '\(pipe)' is no ordinary file, which a recording needs.\n")
    let both = try await ask("--replay", tape, "--record", tape, "Hi")
    #expect(both.status == 64)
  }

  @Test("A second run over kept answers gives the same assessment and spends nothing")
  func cache() async throws {
    let questions = [Question.easy, Question.hard].enumerated().map { index, question in
      "{\"id\":\"q\(index)\",\"query\":\"\(question)\",\"expected\":\"\(index == 0 ? "40.8" : "813")\"}"
    }
    let file = try home.scratch.write(
      questions.joined(separator: "\n") + "\n", to: "queries.jsonl")
    func run(_ name: String) async throws -> (RunningProgram.Result, [JSONValue]) {
      let result = try await home.start([
        "eval", "run", file, "--setups", "\(Question.pair),offline-large", "--baseline",
        "offline-large", "--trials", "2", "--cache", home.scratch.path + "/kept", "--out",
        home.scratch.path + "/" + name, "--json", "--quiet",
      ]).finish()
      let lines = try home.scratch.read(name + "/attempts.jsonl").split(separator: "\n").map {
        try JSONValue(parsing: String($0))
      }
      return (
        result, lines.sorted { ($0["attempt"]?.string ?? "") < ($1["attempt"]?.string ?? "") }
      )
    }
    let (first, paid) = try await run("one")
    #expect(first.status == 0, "\(first.errors)")
    let booked = try await calls()
    let (second, kept) = try await run("two")
    #expect(second.status == 0, "\(second.errors)")
    #expect(try await calls() == booked)
    #expect(kept.count == 12)
    #expect(kept.map { $0["cost_usd"] } == paid.map { $0["cost_usd"] })
    #expect(kept.map { $0["score"] } == paid.map { $0["score"] })
    #expect(kept.map { $0["answer"] } == paid.map { $0["answer"] })
    #expect(kept.allSatisfy { $0["spent_now_usd"] == "0" && $0["replayed"] == true })
    #expect(paid.allSatisfy { $0["spent_now_usd"] == $0["cost_usd"] && $0["replayed"] == false })
    let assessments = try [first, second].map { try JSONValue(parsing: $0.output)["assessment"] }
    #expect(assessments.map { $0?["pairs"] == nil } == [false, false])
    #expect(assessments[0]?["pairs"] == assessments[1]?["pairs"])
    #expect(assessments[0]?["consulting"] == assessments[1]?["consulting"])
    // That they were kept is the one thing that is said of them besides.
    func replayed(_ assessment: JSONValue?) -> [Int?] {
      assessment?["setups"]?.array?.map { $0["replayed"]?.int } ?? []
    }
    #expect(assessments.map(replayed) == [[0, 0, 0], [4, 4, 4]])
    let warnings = assessments.map { $0?["warnings"]?.array ?? [] }
    #expect(warnings[1].filter { !warnings[0].contains($0) }.count == 3)
  }
}
