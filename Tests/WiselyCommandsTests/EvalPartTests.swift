// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely
import WiselyEval

@testable import WiselyCommands

/// Queries to choose by and queries to decide by, and what a run says before it begins.
@Suite(.timeLimit(.minutes(5))) struct EvalPartTests {
  let scratch: Scratch
  let file: String
  init() throws {
    scratch = try Scratch()
    let lines = (0..<120).map { number in
      #"{"id":"q\#(number)","query":"What is \#(number) + 1?","expected":"\#(number + 1)","#
        + #""topic":"\#(number % 2 == 0 ? "even" : "odd")"}"#
    }
    file = try scratch.write(lines.joined(separator: "\n") + "\n", to: "queries.jsonl")
  }

  /// With a ledger of its own for each run: the calls of every test's process have the same names.
  private func eval(_ words: [String], ledger: String = "ledger") async -> Ran {
    await Ran.wisely(
      ["eval"] + words,
      environment: ["HOME": scratch.path, "WISELY_LEDGER": scratch.path + "/\(ledger).sqlite"])
  }

  private func run(_ words: [String], out: String) async -> Ran {
    await eval(
      [
        "run", file, "--setups", "offline-small,offline-large", "--trials", "1", "--out",
        scratch.path + "/" + out,
      ] + words, ledger: out)
  }

  @Test("A part of the queries is run by itself, and what was chosen by it is not proven by it")
  func parts() async throws {
    let chosen = (0..<120).count { QueryPart(of: "q\($0)") == .tune }
    let tune = await run(["--part", "tune"], out: "tune")
    #expect(tune.status == 0, "\(tune.errors)")
    #expect(tune.errors.contains("\(2 * chosen) of \(2 * chosen) attempts are done"))
    #expect(tune.output.contains("In sample: Something was chosen by looking at these queries"))
    let decide = await run(["--part", "decide"], out: "decide")
    #expect(decide.errors.contains("\(240 - 2 * chosen) of \(240 - 2 * chosen) attempts are done"))
    #expect(!decide.output.contains("In sample"))
    // Both parts are of the same whole.
    let ids = try ["tune", "decide"].map { name in
      Set(try RunFolder(reading: scratch.path + "/" + name).plan.queries.map(\.id))
    }
    #expect(ids[0].isDisjoint(with: ids[1]) && ids[0].union(ids[1]).count == 120)
    // A run keeps its plan: the other part is another run.
    let other = await run(["--part", "decide"], out: "tune")
    #expect(other.status == 64 && other.errors.contains("part"))
  }

  @Test("A whole run is told apart afterwards, and its metadata are categories")
  func afterwards() async throws {
    #expect(await run(["--quiet"], out: "run").status == 0)
    let folder = scratch.path + "/run"
    let tune = await eval(["compare", folder, "--part", "tune", "--json"])
    let json = try JSONValue(parsing: tune.output)
    #expect(json["pairs"]?[0]?["gates"]?.array?.contains("in_sample") == true)
    let decide = try JSONValue(
      parsing: await eval(["compare", folder, "--part", "decide", "--json"]).output)
    #expect(
      (json["pairs"]?[0]?["queries"]?.int ?? 0) + (decide["pairs"]?[0]?["queries"]?.int ?? 0) == 120
    )
    #expect(decide["pairs"]?[0]?["gates"]?.array?.contains("peeking") == false)
    let topics = try JSONValue(
      parsing: await eval(["compare", folder, "--category", "topic", "--json"]).output)
    let categories = topics["pairs"]?[0]?["categories"]?.array ?? []
    #expect(categories.compactMap { $0["category"]?.string } == ["even", "odd"])
    #expect(categories.compactMap { $0["queries"]?.int } == [60, 60])
    #expect(await eval(["compare", folder, "--cluster", "topic"]).status == 0)
    let unknown = await eval(["compare", folder, "--category", "topics"])
    #expect(unknown.status == 64 && unknown.errors.contains("for --category"))
    #expect(unknown.errors.contains("Did you mean 'topic'?"))
    let chosen = await run(["--in-sample", "--quiet"], out: "chosen")
    #expect(chosen.output.contains("In sample: "))
  }

  @Test("What the queries can hope to show is said before anything is paid")
  func promise() async throws {
    let ran = await run(["--dry-run"], out: "none")
    #expect(
      ran.errors.contains(
        "With 120 queries, and setups that disagree on 10 to 20 % of them, you can hope to show differences of about"
      ), "\(ran.errors)")
    #expect(ran.errors.contains("your margin of 5 takes 314 to 628."))
    #expect(!(await run(["--dry-run", "--quiet"], out: "none").errors.contains("hope")))
    let few = try scratch.write(
      #"{"query":"What is 1 + 1?","expected":"2"}"# + "\n", to: "few.jsonl")
    let words = ["run", few, "--setups", "offline-small,offline-large", "--dry-run"]
    #expect(
      await eval(words).errors.contains("1 query is too few to claim anything; 30 are the least"))
  }

  @Test("A place where nothing can be written is an error before the work")
  func places() async throws {
    let nameless = await run([], out: "x")
    #expect(nameless.status == 0)
    let empty = await eval(["run", file, "--setups", "offline-small,offline-large", "--out", ""])
    #expect(empty.status == 64 && empty.errors.contains("--out takes a folder"))
    let folder = scratch.path + "/x"
    for (out, reason) in [
      (scratch.path, "it is a folder"), (scratch.path + "/no/r.html", "no such file or directory"),
      ("", "it has no name"),
    ] {
      let ran = await eval(["report", folder, "--out", out])
      #expect(ran.status == 1 && ran.errors.contains(reason), "\(ran.errors)")
    }
  }
}
