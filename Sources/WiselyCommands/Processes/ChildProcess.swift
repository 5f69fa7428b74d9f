// SPDX-License-Identifier: Apache-2.0

import WiselyThreads

/// A command the user configured: a cascade's check, or what prints a key.
///
/// No shell is between, its process group is its own, and it never outlives its deadline or the task
/// that waits for it. How it exits is a result, not an error.
///
/// ```swift
/// let key = try await ChildProcess(["pass", "show", "anthropic"], environment: plain).run().output
/// ```
struct ChildProcess: Sendable {
  /// The program, found on `PATH`, and its arguments.
  var arguments: [String]
  /// Its environment.
  var environment: [String: String]
  /// What it reads from standard input.
  var input: [UInt8] = []
  /// How long it may run.
  var deadline = Duration.seconds(60)
  /// How long it has to clean up after a polite signal, before it is killed.
  var grace = Duration.milliseconds(500)
  /// The most bytes that are kept of what it prints, for each of the two streams; the rest is dropped.
  var outputLimit = 1_000_000

  init(_ arguments: [String], environment: [String: String]) {
    self.arguments = arguments
    self.environment = environment
  }

  /// Runs it, on a thread of its own, until it ends.
  ///
  /// What it leaves running in the background is not waited for.
  ///
  /// - Throws: `ChildError` when it could not be started or took too long; `CancellationError` when
  ///   the task was cancelled. In both cases its whole group is gone by then.
  func run() async throws -> ChildOutcome {
    guard let program = arguments.first, !program.isEmpty else {
      throw ChildError(.cannotStart, "There is no command to run; write it as a list of words.")
    }
    guard !arguments.contains(where: { $0.utf8.contains(0) }) else {
      throw ChildError(.cannotStart, "The command '\(program)' has a zero byte in an argument.")
    }
    let stop = StopLine()
    guard stop.descriptor >= 0 else {
      throw ChildError(.cannotStart, "'\(program)' cannot be started: too many files are open.")
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let started = DetachedThread.start {
          continuation.resume(
            with: Result {
              var run = ChildRun(self, stop: stop)
              return try run.run()
            })
        }
        guard !started else { return }
        continuation.resume(
          throwing: ChildError(.cannotStart, "No thread could be started to run '\(program)'."))
      }
    } onCancel: {
      stop.pull()
    }
  }
}

/// How a child process ended and what it said.
struct ChildOutcome: Hashable, Sendable {
  /// How a process ends.
  enum Status: Hashable, Sendable {
    /// It exited with that code.
    case exited(Int32)
    /// A signal killed it.
    case killed(signal: Int32)

    /// The number a shell gives: the code, or 128 and the signal.
    var code: Int32 {
      switch self {
      case .exited(let code): code
      case .killed(let signal): 128 + signal
      }
    }
  }

  /// How it ended.
  var status: Status
  /// What it wrote to standard output, up to the limit.
  var output: [UInt8]
  /// What it wrote to standard error, up to the limit.
  var errors: [UInt8]
  /// Whether it wrote more than was kept.
  var isTruncated: Bool

  /// Whether it exited with 0.
  var isSuccess: Bool { status == .exited(0) }
}

/// Why a child process gave no result.
struct ChildError: Error, Sendable, CustomStringConvertible {
  /// What went wrong.
  enum Code: Hashable, Sendable {
    /// It could not be started.
    case cannotStart
    /// It ran longer than it may, and was killed.
    case timedOut
  }

  /// What went wrong.
  let code: Code
  /// One sentence with the command's name and the mend.
  let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
