// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import Wisely
import WiselyNet

/// `wisely eval review` as people start and end it.
@Suite(.timeLimit(.minutes(5))) struct ReviewTests {
  let home: Home
  let folder: String

  init() throws {
    home = try Home()
    folder = home.scratch.path + "/run"
    let queries = (0..<30).map { #"{"id":"q\#($0)","prompt":"What is \#($0) squared?"}"# }
    let setups = #"[{"name":"haiku"},{"name":"opus"}]"#
    try home.scratch.write(
      #"{"hash":"h","seed":"3","baseline":"opus","setups":\#(setups),"queries":[\#(queries.joined(separator: ","))]}"#,
      to: "run/plan.json")
    let lines = (0..<30).flatMap { query in
      ["haiku", "opus"].map { setup in
        #"{"plan":"h","attempt":"\#(query)\#(setup)","try":0,"query":"q\#(query)","setup":"\#(setup)","#
          + #""trial":0,"ending":"scored","score":1,"answer":"It is \#(query * query), says \#(setup)."}"#
      }
    }
    try home.scratch.write(lines.joined(separator: "\n") + "\n", to: "run/attempts.jsonl")
  }

  /// A browser without a screen.
  private struct Visitor {
    let client = HTTPClient()
    let origin: String
    var cookie = ""

    /// Opens the link that the command printed.
    init(_ said: String) async throws {
      let link = try #require(
        said.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+\/begin\?token=[0-9a-f]{64}/))
      origin = link.0.split(separator: "/").prefix(2).joined(separator: "//")
      let (head, _) = try await send(HTTPRequest(url: String(link.0)))
      #expect(head.status == 200)
      cookie = String(try #require(head.headers["set-cookie"]).prefix { $0 != ";" })
    }

    func send(_ request: HTTPRequest) async throws -> (HTTPResponseHead, String) {
      try await client.perform(request) { head, body in
        (head, String(decoding: try await body.collect(upTo: 1_000_000), as: UTF8.self))
      }
    }

    func page() async throws -> String {
      var headers = HTTPHeaders()
      _ = headers.add(name: "cookie", value: cookie)
      return try await send(HTTPRequest(url: origin + "/", headers: headers)).1
    }

    func choose(_ choice: String, at step: Int) async throws -> Int {
      var headers = HTTPHeaders()
      _ = headers.add(name: "cookie", value: cookie)
      _ = headers.add(name: "origin", value: origin)
      _ = headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
      let body = Array("step=\(step)&choice=\(choice)".utf8)
      return try await send(
        HTTPRequest(method: "POST", url: origin + "/choose", headers: headers, body: body)
      ).0.status
    }
  }

  /// Starts a review and opens its link.
  private func start(
    _ words: [String] = [], reviewer: String = "anna"
  ) async throws -> (RunningProgram, Visitor) {
    let program = try home.start(
      ["eval", "review", folder, "--no-open", "--reviewer", reviewer] + words)
    await program.wait(for: "Ctrl-C ends the review")
    return (program, try await Visitor(program.said))
  }

  @Test("Killed at any moment, a review goes on where it was; Ctrl-C ends it with the summary")
  func killed() async throws {
    var step = 0
    for round in 0..<4 {
      let (program, visitor) = try await start()
      #expect(try await visitor.page().contains("name=\"step\" value=\"\(step)\""), "\(round)")
      for _ in 0..<5 {
        #expect(try await visitor.choose("left", at: step) == 303)
        step += 1
      }
      program.send(SIGKILL)
      #expect(await program.finish().status == 137)
    }
    let (program, visitor) = try await start()
    for _ in 0..<12 {
      #expect(try await visitor.choose("both", at: step) == 303)
      step += 1
    }
    #expect(try await visitor.page().contains("All 32 rated"))
    await program.wait(for: "All 32 are rated")
    program.send(SIGINT)
    let ran = await program.finish()
    #expect(ran.status == 0)
    #expect(ran.output.hasPrefix("haiku against opus, 30 items:\n"))
    #expect(ran.errors.contains("32 pairs of answers for anna, 20 of them rated already."))
    // One line for each choice, and each of them whole.
    let lines = try home.scratch.read("run/preferences.jsonl").split(separator: "\n")
    #expect(lines.count == 32)
    for line in lines { _ = try JSONValue(parsing: Array(line.utf8)) }
  }

  @Test("Two reviewers at the same time share one log, and SIGTERM is not success")
  func together() async throws {
    let (one, anna) = try await start(["--limit", "10"])
    let (two, bert) = try await start(["--limit", "10"], reviewer: "bert")
    for step in 0..<11 {
      async let first = anna.choose("neither", at: step)
      async let second = bert.choose("neither", at: step)
      #expect(try await [first, second] == [303, 303])
    }
    for program in [one, two] { program.send(SIGTERM) }
    for program in [one, two] { #expect(await program.finish().status == 143) }
    let ran = try await home.wisely("eval", "review", folder, "--summary", "--json")
    #expect(ran.status == 0)
    let json = try JSONValue(parsing: ran.output)
    #expect(json["pairs"]?[0]?["neither"] == 10)
    #expect(json["pairs"]?[0]?["second"] == "opus")
    #expect(json["agreements"]?[0]?["agreement"]?["share"]?.double == 1)
    #expect(json["reviewers"]?.array?.count == 2)
  }

  @Test(
    "What does not fit is said in a sentence",
    arguments: [
      (["/nonexistent"], 66, "/nonexistent/plan.json cannot be read; name the folder of a run"),
      (
        ["RUN", "--setups", "haiku,opsu"], 66,
        "There is no setup 'opsu' with answers. Did you mean 'opus'?"
      ),
      (["RUN", "--setups", "haiku"], 66, "A review needs the answers of at least two setups"),
      (["RUN", "--limit", "0"], 64, "--limit takes a number from 1"),
      (["RUN", "--port", "70000"], 64, "--port takes a number between 0 and 65535"),
      (["RUN", "--seed", "-1"], 64, "--seed takes a number from 0"),
      (["RUN", "--reviewer", ""], 66, "A reviewer needs a name"),
    ] as [([String], Int32, String)])
  func wrong(words: [String], status: Int32, sentence: String) async throws {
    let words = words.map { $0 == "RUN" ? folder : $0 }
    let ran = try await home.start(["eval", "review", "--no-open"] + words).finish()
    #expect(ran.status == status)
    #expect(ran.errors.contains("error: \(sentence)"), "\(ran.errors)")
  }

  @Test("On a terminal the link is opened, unless that is not wanted", arguments: [true, false])
  func browser(isWanted: Bool) async throws {
    var home = home
    let pipe = try home.scratch.makePipe("opened")
    let script = try home.scratch.write("#!/bin/sh\necho \"$@\" > '\(pipe)'\n", to: "bin/xdg-open")
    chmod(script, 0o755)
    home.environment["PATH"] = "\(home.scratch.path)/bin:/usr/bin:/bin"
    home.environment["DISPLAY"] = ":99"
    let program = try home.start(
      ["eval", "review", folder] + (isWanted ? [] : ["--no-open"]), output: .terminal,
      errors: .terminal)
    await program.wait(for: "Ctrl-C ends the review")
    try #require(!program.said.contains("No browser could be started"))
    if isWanted {
      let opened = try await home.scratch.drain(pipe)
      #expect(opened.hasPrefix("http://127.0.0.1:"))
      #expect(program.said.contains(opened.trimmingCharacters(in: .newlines)))
    }
    program.type("\u{3}")
    let ran = await program.finish()
    #expect(ran.status == 0)
    #expect(ran.output.contains("Nobody has rated anything yet."))
  }

  @Test("A taken port is named")
  func port() async throws {
    try await withHTTPServer({ _ in .text(status: 200, "") }) { server in
      let ran = try await home.wisely(
        "eval", "review", folder, "--no-open", "--port", "\(server.port)")
      #expect(ran.status == 64)
      #expect(ran.errors.contains("127.0.0.1:\(server.port) cannot be listened on"))
    }
  }
}
