// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Wisely

/// The built command with a home, a ledger and a configuration of its own.
struct Home: Sendable {
  let scratch: Scratch
  var environment: [String: String]

  init() throws {
    scratch = try Scratch()
    environment = [
      "HOME": scratch.path, "PATH": "/usr/local/bin:/usr/bin:/bin", "TMPDIR": scratch.path,
    ]
  }

  /// The ledger's usual place.
  var ledger: String { scratch.path + "/.local/state/wisely/ledger.sqlite" }

  /// Starts the command.
  func start(
    _ words: [String], input: String? = nil, output: RunningProgram.Stream = .pipe,
    errors: RunningProgram.Stream = .pipe
  ) throws -> RunningProgram {
    try RunningProgram(
      try RunningProgram.built("wisely"), words, environment: environment, input: input,
      output: output, errors: errors)
  }

  /// Runs the command to its end.
  func wisely(
    _ words: String..., input: String? = nil, output: RunningProgram.Stream = .pipe,
    errors: RunningProgram.Stream = .pipe
  ) async throws -> RunningProgram.Result {
    try await start(words, input: input, output: output, errors: errors).finish()
  }

  /// What `costs` says, as JSON.
  func costs(by dimension: String = "model") async throws -> JSONValue {
    try JSONValue(parsing: try await wisely("costs", "--by", dimension, "--json").output)
  }
}

/// A question the small model answers by itself, and one for which it consults.
enum Question {
  static let easy = "What is 17% of 240?"
  static let hard = "Using the numbers 3, 7, 25, 50, 75, 100 make 813"
  static let pair = "offline-small+offline-large"
}

extension String {
  /// The text without what differs from run to run: ids, moments, and the names of times.
  var withoutChance: String {
    replacing(/\b(ask|call|plan)_[a-z0-9]{10,}\b/) { "\($0.1)_ID" }
      .replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, with: "TIME")
      .replacing(/"seconds":\d+\.\d{3}/, with: "\"seconds\":0.000")
      .replacing(/\d+\.\d s\b/, with: "0.0 s")
  }
}
