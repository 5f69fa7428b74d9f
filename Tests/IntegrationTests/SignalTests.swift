// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import Wisely

@Suite(.timeLimit(.minutes(5))) struct SignalTests {
  let home: Home
  /// A setup whose check says that it has begun and then waits for ever.
  let words: [String]
  let pipe: String

  init() throws {
    home = try Home()
    pipe = try home.scratch.makePipe("begun")
    let configuration = try home.scratch.write(
      """
      { setups: { slow: {
        use: "offline-small^offline-large",
        check: { command: ["sh", "-c", "echo $$ > '\(pipe)'; exec sleep 600"] },
      } } }
      """, to: "c.json5")
    words = ["ask", "--config", configuration, "--setup", "slow", Question.easy]
  }

  /// Waits for the check to begin, acts, and returns the check's process.
  ///
  /// A check has a minute, which could pass before a test of many gets its turn to act.
  @discardableResult
  func check(then act: @escaping @Sendable () -> Void = {}) async throws -> pid_t {
    try #require(
      pid_t(try await home.scratch.drain(pipe, then: act).filter { !$0.isWhitespace }))
  }

  @Test(
    "A signal in the middle ends the work in order: the bill, the booking, the exit code",
    arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
  func interrupted(signal: Int32, status: Int32) async throws {
    let program = try home.start(words)
    let child = try await check { program.send(signal) }
    let ran = await program.finish()
    #expect(ran.status == status)
    #expect(ran.output == "")
    #expect(ran.errors.hasPrefix("error: Interrupted before the answer was complete.\nslow\n"))
    #expect(ran.errors.contains("executor  offline-small  1 call"))
    #expect(kill(child, 0) != 0, "the check's process is gone")
    #expect(try await home.costs()["total"]?["calls"] == 1)
  }

  @Test("An interrupted --json is one object all the same")
  func json() async throws {
    let program = try home.start(words + ["--json"])
    try await check { program.send(SIGINT) }
    let ran = await program.finish()
    #expect(ran.status == 130)
    let value = try JSONValue(parsing: ran.output)
    #expect(value["stopReason"] == "cancelled")
    #expect(value["calls"]?.array?.count == 1)
  }

  @Test("What the parent ignores stays ignored, as under nohup")
  func nohup() async throws {
    // The shell ignores the hang-up, and so does what it becomes.
    let program = try RunningProgram(
      "sh", ["-c", "trap '' HUP; exec \"$0\" \"$@\"", try RunningProgram.built("wisely")] + words,
      environment: home.environment)
    try await check {
      program.send(SIGHUP)
      program.send(SIGINT)
    }
    #expect(await program.finish().status == 130)
  }

  @Test("Ctrl-C on a terminal does the same, and the bill is on the terminal")
  func terminal() async throws {
    var home = home
    home.environment["TERM"] = "xterm"
    let program = try home.start(words, output: .terminal, errors: .terminal)
    try await check { program.type("\u{3}") }
    let ran = await program.finish()
    #expect(ran.status == 130)
    #expect(ran.output.contains("drafts"))
    #expect(ran.output.contains("Interrupted before the answer was complete."))
    #expect(ran.output.contains("total $"))
  }

  @Test("Standard input that never ends does not hold Ctrl-C up")
  func standardInput() async throws {
    var ends: [Int32] = [0, 0]
    #expect(Foundation.pipe(&ends) == 0)
    defer { ends.forEach { close($0) } }
    // The question comes from a pipe nobody writes to: a terminal where nothing is typed.
    var home = home
    home.environment["TERM"] = "dumb"
    let program = try home.start(
      ["ask", "--setup", "offline-small", "-"], output: .terminal, errors: .terminal)
    await program.wait(for: "Type the question, then Ctrl-D.")
    program.send(SIGINT)
    #expect(await program.finish().status == 130)
  }
}

@Suite(.timeLimit(.minutes(5))) struct BlockedOutputTests {
  let home: Home

  init() throws { home = try Home() }

  /// A pipe that takes one word and no more, so that a call that streams into it stays under way.
  final class NarrowPipe: Sendable {
    private let output: Int32
    private let input: Int32

    init() throws {
      var ends: [Int32] = [0, 0]
      guard Foundation.pipe(&ends) == 0 else { throw RunFailure("no pipe") }
      (output, input) = (ends[0], ends[1])
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      // The least there is, one page (F_SETPIPE_SZ, which Glibc's module hides): whoever asks before
      // writing is told that it is full as soon as something is in it.
      guard fcntl(input, 1_031, 4_096) >= 0 else { throw RunFailure("no narrow pipe") }
    }

    deinit { close(output) }

    /// Starts a program that writes into it and waits for the first word, which stays inside.
    func word(from start: (_ input: Int32) throws -> RunningProgram) async throws -> RunningProgram
    {
      let program: RunningProgram
      do {
        // With our end open, we would not be told that the program has ended without a word.
        defer { close(input) }
        program = try start(input)
      }
      let events = try await withTaskCancellationHandler {
        try await onThread { [output] in
          var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
          while poll(&waiting, 1, -1) < 0, errno == EINTR {}
          return waiting.revents
        }
      } onCancel: {
        program.send(SIGKILL)
      }
      try #require(events & Int16(POLLIN) != 0, "it ended without a word")
      return program
    }
  }

  /// Starts an answer of which only the first word can be written, so that its call is under way.
  func blocked(_ pipe: NarrowPipe) async throws -> RunningProgram {
    try await pipe.word { input in
      try home.start(
        ["ask", "--setup", "offline-small", "--stream", Question.easy],
        output: .descriptor(input))
    }
  }

  @Test("Ctrl-C while a call streams into a pipe nobody reads: cancelled, booked, billed")
  func interrupted() async throws {
    let pipe = try NarrowPipe()
    let program = try await blocked(pipe)
    program.send(SIGINT)
    let ran = await program.finish()
    #expect(ran.status == 130)
    #expect(
      ran.errors.hasPrefix(
        "error: Interrupted before the answer was complete.\noffline-small\n  executor"))
    let costs = try await home.costs()
    #expect(costs["total"]?["calls"] == 1)
    #expect(costs["total"]?["interruptedCalls"] == 0)
    // Either the call was cut off, and its tokens are estimates, or it was just over.
    #expect(costs["total"]?["usd"]?.string != "0")
  }

  @Test("After kill -9 the call that was under way is shown, with what it can have cost")
  func killed() async throws {
    let pipe = try NarrowPipe()
    let program = try await blocked(pipe)
    program.send(SIGKILL)
    #expect(await program.finish().status == 128 + SIGKILL)
    let costs = try await home.costs()
    #expect(costs["total"]?["interruptedCalls"] == 1)
    #expect(costs["total"]?["usd"] == .null, "unknown is never zero")
    let bound = costs["total"]?["interruptedAtMostUSD"]?.string.flatMap { Money(dollars: $0) }
    #expect(bound ?? .zero > .zero)
    let text = try await home.wisely("costs")
    #expect(text.errors.contains("1 call was cut off by the end of the process; at most $"))
    // Told once, not again: the row is booked now.
    #expect(try await home.costs() == costs)
  }

  @Test("A reader that goes away ends it with 141, and what was spent is still said")
  func reader() async throws {
    var ends: [Int32] = [0, 0]
    #expect(Foundation.pipe(&ends) == 0)
    _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
    close(ends[0])
    let ran = try await home.wisely(
      "ask", "--setup", "offline-small", "--stream", Question.easy, output: .descriptor(ends[1]))
    close(ends[1])
    #expect(ran.status == 141)
    #expect(ran.errors.hasPrefix("offline-small\n  executor"))
    #expect(try await home.costs()["total"]?["calls"] == 1)
  }

  @Test(
    "Whoever closes a stream gets an exit code, never words in a file of ours",
    arguments: [["models"], ["--help"], ["--version"], ["config", "example"], ["manual"]])
  func closedOutput(words: [String]) async throws {
    let ran = try await home.start(words, output: .closed).finish()
    #expect(ran.status == 1)
    #expect(ran.errors == "error: The output cannot be written: it is closed.\n")
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    let other = try await home.start(words, output: .descriptor(full)).finish()
    #expect(other.status == 1)
    #expect(other.errors.contains("No space left on device"))
  }

  @Test("An answer into a closed standard output is an error, and is paid and booked all the same")
  func closedAnswer() async throws {
    let ran = try await home.wisely(
      "ask", "--setup", "offline-small", Question.easy, output: .closed)
    #expect(ran.status == 1)
    #expect(
      ran.errors.hasPrefix("error: The output cannot be written: it is closed.\noffline-small\n"))
    #expect(try await home.costs()["total"]?["calls"] == 1)
  }

  @Test("A closed standard error takes the bill away, not the answer")
  func closedErrors() async throws {
    let ran = try await home.wisely(
      "ask", "--setup", Question.pair, Question.hard, errors: .closed)
    #expect(ran.status == 0)
    #expect(ran.output.hasSuffix("Answer: 813\n"))
  }
}
