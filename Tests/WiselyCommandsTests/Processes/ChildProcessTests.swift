// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import _WiselyCShims

@testable import WiselyCommands

@Suite(.timeLimit(.minutes(5))) struct ChildProcessTests {
  static let plain = ["PATH": "/usr/local/bin:/usr/bin:/bin"]

  static func shell(_ script: String) -> ChildProcess {
    ChildProcess(["sh", "-c", script], environment: plain)
  }

  @Test("An exit code is a result, not an error", arguments: [0, 1, 7, 126, 255])
  func exitCode(code: Int32) async throws {
    let outcome = try await Self.shell("exit \(code)").run()
    #expect(outcome.status == .exited(code))
    #expect(outcome.status.code == code)
    #expect(outcome.isSuccess == (code == 0))
  }

  @Test("A child that a signal killed has the code a shell would give")
  func killedBySignal() async throws {
    let outcome = try await Self.shell("kill -9 $$").run()
    #expect(outcome.status == .killed(signal: 9))
    #expect(outcome.status.code == 137)
  }

  @Test("Both streams are kept apart")
  func streams() async throws {
    let outcome = try await Self.shell("echo out; echo err >&2; exit 3").run()
    #expect(String(decoding: outcome.output, as: UTF8.self) == "out\n")
    #expect(String(decoding: outcome.errors, as: UTF8.self) == "err\n")
    #expect(!outcome.isTruncated)
  }

  @Test("Arguments reach the program as they are: no shell is between")
  func noShell() async throws {
    let words = ["$HOME", "a b", "*", "`id`", ";", ""]
    let outcome = try await ChildProcess(
      ["printf", "<%s>"] + words, environment: Self.plain
    ).run()
    #expect(
      String(decoding: outcome.output, as: UTF8.self) == words.map { "<\($0)>" }.joined())
  }

  @Test("More input than a pipe holds goes in while as much comes out")
  func largeInput() async throws {
    var child = ChildProcess(["cat"], environment: Self.plain)
    child.input = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    child.outputLimit = 4_000_000
    let outcome = try await child.run()
    #expect(outcome.output == child.input)
    #expect(!outcome.isTruncated)
  }

  @Test("A child need not read its input")
  func unreadInput() async throws {
    var child = ChildProcess(["true"], environment: Self.plain)
    child.input = [UInt8](repeating: 65, count: 1_000_000)
    #expect(try await child.run().isSuccess)
  }

  @Test("Without input a child reads the end of it at once")
  func noInput() async throws {
    #expect(try await ChildProcess(["cat"], environment: Self.plain).run().output == [])
  }

  @Test("Output beyond the limit is dropped and never stops the child")
  func largeOutput() async throws {
    var child = Self.shell("head -c 20000000 /dev/zero; head -c 20000000 /dev/zero >&2; exit 5")
    child.outputLimit = 1_000
    let outcome = try await child.run()
    #expect(outcome.status == .exited(5))
    #expect(outcome.output.count == 1_000)
    #expect(outcome.errors.count == 1_000)
    #expect(outcome.isTruncated)
  }

  @Test(
    "What cannot be started is named, with the mend",
    arguments: [
      ("no-such-program-here", "There is no program 'no-such-program-here'"),
      ("/no/such/program", "There is no program '/no/such/program'"),
      ("/etc", "'/etc' may not be run"), ("", "There is no command"),
    ])
  func cannotStart(program: String, sentence: String) async throws {
    let error = await #expect(throws: ChildError.self) {
      try await ChildProcess([program], environment: Self.plain).run()
    }
    #expect(error?.code == .cannotStart)
    #expect(error?.description.hasPrefix(sentence) == true)
  }

  @Test("A script without a first line is not handed to a shell")
  func noFirstLine() async throws {
    let scratch = try Scratch()
    let script = try scratch.write("exit 0\n", to: "script")
    chmod(script, 0o755)
    let error = await #expect(throws: ChildError.self) {
      try await ChildProcess([script], environment: Self.plain).run()
    }
    #expect(error?.description.contains("#!/bin/sh") == true)
  }

  @Test("A grandchild that keeps the pipes open is not waited for")
  func grandchild() async throws {
    let outcome = try await Self.shell("sleep 600 & echo $!").run()
    let pid = try #require(
      pid_t(String(decoding: outcome.output, as: UTF8.self).dropLast()))
    #expect(kill(pid, SIGKILL) == 0)
    #expect(outcome.isSuccess)
  }

  @Test("A deadline ends the whole group, also one that ignores SIGTERM")
  func deadline() async throws {
    var child = Self.shell("trap '' TERM; sleep 600 & while :; do wait; done")
    child.deadline = .milliseconds(50)
    child.grace = .milliseconds(50)
    let error = await #expect(throws: ChildError.self) { try await child.run() }
    #expect(error?.code == .timedOut)
    #expect(error?.description.hasPrefix("'sh' ran longer than") == true)
  }

  @Test(
    "Cancelling ends the whole group before the call returns",
    arguments: ["", "trap '' TERM;"])
  func cancelled(trap: String) async throws {
    let scratch = try Scratch()
    let pipe = try scratch.makePipe("pids")
    var child = Self.shell("\(trap) sleep 600 & echo $$ $! > '\(pipe)'; while :; do wait; done")
    child.grace = .milliseconds(50)
    let task = Task { [child] in try await child.run() }
    let pids = try await scratch.drain(pipe).split(whereSeparator: \.isWhitespace)
      .map { try #require(pid_t($0)) }
    #expect(pids.count == 2)
    // Watched from before the end, so that nobody else's process with the same number is meant.
    let watches = pids.map(wisely_open_process)
    defer { watches.forEach { close($0) } }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(kill(pids[0], 0) != 0 && errno == ESRCH, "the child is reaped")
    for watch in watches where watch >= 0 {
      let isOver = try await onThread {
        var polled = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 10_000) == 1
      }
      #expect(isOver)
    }
  }

  @Test("A task cancelled beforehand starts nothing")
  func cancelledBefore() async throws {
    let scratch = try Scratch()
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await Self.shell("touch '\(scratch.path)/made'").run()
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/made"))
  }

  @Test("Fifty run at once, each with its own input and code")
  func many() async throws {
    let outcomes = try await withThrowingTaskGroup(of: (Int, ChildOutcome).self) { group in
      for index in 0..<50 {
        group.addTask {
          var child = Self.shell("cat; exit \(index)")
          child.input = Array("input \(index)".utf8)
          return (index, try await child.run())
        }
      }
      return try await group.reduce(into: [Int: ChildOutcome]()) { $0[$1.0] = $1.1 }
    }
    #expect(outcomes.count == 50)
    for (index, outcome) in outcomes {
      #expect(outcome.status == .exited(Int32(index)))
      #expect(String(decoding: outcome.output, as: UTF8.self) == "input \(index)")
    }
  }

  @Test("Children that wait do not hold up anything else")
  func poolStaysFree() async throws {
    let scratch = try Scratch()
    let pipe = try scratch.makePipe("door")
    try await withThrowingTaskGroup(of: ChildOutcome.self) { group in
      for _ in 0..<8 { group.addTask { try await Self.shell("read line < '\(pipe)'").run() } }
      // Were the eight blocking the pool's threads, this could not run.
      let quick = try await Self.shell("exit 0").run()
      #expect(quick.isSuccess)
      group.cancelAll()
      while let result = await group.nextResult() {
        #expect(throws: CancellationError.self) { try result.get() }
      }
    }
  }

  @Test("A child starts clean: no signal is ignored or blocked, no stray descriptor is open")
  func clean() async throws {
    // As a program that calls `signal(SIGPIPE, SIG_IGN)` and inherits open files from its parent.
    // A number of its own: a fixed one could be another test's socket at this moment.
    let stray = fcntl(2, F_DUPFD, 200)
    defer { close(stray) }
    let outcome = try await Self.shell(
      "grep -E '^Sig(Ign|Blk)' /proc/self/status; test -e /proc/self/fd/\(stray) && echo stray"
    ).run()
    let words = String(decoding: outcome.output, as: UTF8.self).split(
      whereSeparator: \.isWhitespace)
    #expect(words.count == 4 && words[0] == "SigBlk:" && words[2] == "SigIgn:")
    // The two that the C library keeps for itself, 32 and 33, are not ours to change.
    let sets = [words[1], words[3]].map { UInt64($0, radix: 16).map { $0 & ~(3 << 31) } }
    #expect(sets == [0, 0])
  }

  @Test("A child leads a process group of its own")
  func group() async throws {
    let outcome = try await Self.shell("test $(ps -o pgid= -p $$) -eq $$").run()
    #expect(outcome.isSuccess)
  }
}
