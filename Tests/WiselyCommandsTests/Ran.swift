// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import Wisely
import WiselyTesting

@testable import WiselyCommands

/// What a command printed, and how it ended.
struct Ran: Sendable {
  var status: Int32
  var output: String
  var errors: String

  /// Runs a command line in this process, at midnight of 2026-11-24.
  static func wisely(
    _ words: [String], environment: [String: String] = ["HOME": "/nonexistent"],
    time: ManualTime = ManualTime()
  ) async -> Ran {
    let recording = Recording(environment)
    let world = World.testing(environment, time: time, console: recording.console)
    let status = await WiselyMain.run(words, in: world)
    return Ran(status: status, output: recording.output, errors: recording.errors)
  }
}

/// The day of the manual clock.
enum ManualDay {
  static let today = ManualTime().now.day
}

/// Files of the project.
enum Project {
  static func read(_ name: String, file: String = #filePath) throws -> String {
    String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: try path(name, file: file))),
      as: UTF8.self)
  }

  static func path(_ name: String, file: String = #filePath) throws -> String {
    var folder = URL(fileURLWithPath: file)
    while !FileManager.default.fileExists(
      atPath: folder.appendingPathComponent("Package.swift").path)
    {
      guard folder.path != "/" else { throw RunFailure("no package round \(file)") }
      folder.deleteLastPathComponent()
    }
    return folder.appendingPathComponent(name).path
  }
}

/// An installed program; a test that needs it is skipped, visibly, where it is missing.
struct Tool {
  let path: String

  init(_ name: String) throws {
    let folders = ["/usr/local/bin", "/usr/bin", "/bin"]
    guard
      let path = folders.map({ "\($0)/\(name)" }).first(where: {
        FileManager.default.isExecutableFile(atPath: $0)
      })
    else { try Test.cancel("\(name) is not installed") }
    self.path = path
  }

  func run(_ arguments: [String], input: String = "") async throws -> RunningProgram.Result {
    try await RunningProgram(
      path, arguments, environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"],
      input: input
    ).finish()
  }
}
