// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely

@testable import WiselyCommands

@Suite(.timeLimit(.minutes(5))) struct ReportCommandTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func report(_ words: String...) async -> Ran {
    await Ran.wisely(["eval", "report"] + words)
  }

  private func results() throws -> String {
    try scratch.write(CompareCommandTests.rows.joined(separator: "\n") + "\n", to: "results.jsonl")
  }

  /// The folder of a run with some attempts.
  private func run() throws -> String {
    let plan: JSONValue = [
      "hash": "abcd", "baseline": "opus", "margin": try JSONValue(parsing: "0.1"),
      "trials": 1, "seed": "7", "priceVersion": "2026-11-01", "graders": ["number@1"],
      "setups": [["name": "opus"], ["name": "haiku"]],
      "queries": .array(
        (0..<3).map {
          [
            "id": .string("q\($0)"), "prompt": .string("What is \($0) and \($0)?"),
            "assertions": [],
          ]
        }),
    ]
    let lines = (0..<3).flatMap { query in
      ["opus", "haiku"].map { setup in
        #"{"plan":"abcd","attempt":"\#(query)\#(setup)","try":0,"query":"q\#(query)","setup":"\#(setup)","trial":0,"#
          + #""ending":"scored","score":\#(setup == "opus" || query > 0 ? 1 : 0),"answer":"It is \#(2 * query), says \#(setup).","#
          + #""cost_usd":"0.001","spent_now_usd":"0.001"}"#
      }
    }
    _ = try scratch.write(plan.text, to: "run/plan.json")
    let log = try scratch.write(lines.joined(separator: "\n") + "\n", to: "run/attempts.jsonl")
    return String(log.dropLast("/attempts.jsonl".count))
  }

  @Test("Folders of the shards of one run give the report of the run, its plan included")
  func shards() async throws {
    let whole = await report(try run(), "--format", "json", "--out", "-")
    let plan = try scratch.read("run/plan.json")
    let lines = try scratch.read("run/attempts.jsonl").split(separator: "\n")
    var folders: [String] = []
    for part in 0..<2 {
      _ = try scratch.write(plan, to: "part\(part)/plan.json")
      let own = lines.enumerated().filter { $0.offset % 2 == part }.map { String($0.element) }
      let log = try scratch.write(
        own.joined(separator: "\n") + "\n", to: "part\(part)/attempts-\(part + 1)-of-2.jsonl")
      folders.append(String(log.prefix(upTo: log.lastIndex(of: "/") ?? log.endIndex)))
    }
    let parts = await report(folders[1], folders[0], "--format", "json", "--out", "-")
    #expect(parts.status == 0, "\(parts.errors)")
    #expect(parts.output == whole.output)
  }

  @Test(
    "A run's report is written into its folder, with what its plan says",
    arguments: ["html", "md", "json"])
  func folder(format: String) async throws {
    let folder = try run()
    let ran = await report(folder, "--format", format)
    #expect(ran.status == 0)
    #expect(ran.output == "")
    #expect(ran.errors == "The report is in \(folder)/report.\(format).\n")
    let text = try scratch.read("run/report.\(format)")
    #expect(text.contains("2026-11-01"))
    #expect(text.contains("What is 0 and 0?"))
    #expect(text.contains("It is 0, says haiku."))
    #expect(!text.contains("What is 1 and 1?"), "both were right there")
    // Again, over the first one.
    #expect(await report(folder, "--format", format).status == 0)
    #expect(try scratch.read("run/report.\(format)") == text)
  }

  @Test("Other results are printed, or written where --out says")
  func printed() async throws {
    let path = try results()
    let printed = await report(path, "--baseline", "opus")
    #expect(printed.status == 0)
    #expect(printed.errors == "")
    #expect(printed.output.hasPrefix("<!DOCTYPE html>\n"))
    let out = try scratch.write("old", to: "out.html")
    let ran = await report(path, "--baseline", "opus", "--out", out)
    #expect(ran.output == "")
    #expect(try scratch.read("out.html") == printed.output)
    let folder = try run()
    let dash = await report(folder, "--out", "-", "--format", "json")
    #expect(try JSONValue(parsing: dash.output)["baseline"] == "opus")
  }

  @Test("The options of a comparison count here too")
  func options() async throws {
    let path = try results()
    let ran = await report(
      path, "--baseline", "opus", "--candidate", "haiku+opus", "--margin", "3", "--seed", "9",
      "--cluster", "topic", "--category", "topic", "--format", "json")
    let json = try JSONValue(parsing: ran.output)
    #expect(json["pairs"]?.array?.count == 1)
    #expect(json["pairs"]?[0]?["difference"]?["method"] == "cluster-t")
    #expect(json["pairs"]?[0]?["categories"]?.array?.count == 12)
    #expect(json["margin"]?.double == 0.03)
    #expect(json["seed"] == 9)
    let same = await Ran.wisely([
      "eval", "compare", path, "--baseline", "opus", "--candidate", "haiku+opus", "--margin", "3",
      "--seed", "9", "--cluster", "topic", "--category", "topic", "--json",
    ])
    #expect(try JSONValue(parsing: same.output)["pairs"] == json["pairs"])
  }

  @Test(
    "What cannot be meant ends with its own code and the mend",
    arguments: [
      (["--baseline", "opsu"], 64, "Did you mean 'opus'?"), ([], 64, "--baseline"),
      (["--baseline", "opus", "--margin", "500"], 64, "points between 0 and 100"),
      (["--baseline", "opus", "--format", "pdf"], 64, "html"),
      (["--baseline", "opus", "--out", "/nonexistent/report.html"], 1, "choose another file"),
    ])
  func faults(words: [String], status: Int32, message: String) async throws {
    let ran = await Ran.wisely(["eval", "report", try results()] + words)
    #expect(ran.status == status)
    #expect(ran.output == "")
    #expect(ran.errors.contains(message), "\(ran.errors)")
  }

  @Test("A file that is not there is named")
  func missing() async {
    let ran = await report("/nonexistent.jsonl", "--baseline", "opus")
    #expect(ran.status == 66)
    #expect(ran.errors.contains("/nonexistent.jsonl"))
  }
}
