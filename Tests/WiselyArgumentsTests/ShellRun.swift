// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Runs an installed shell or formatter on a text, for tests of generated code.
struct ShellRun {
  var status: Int32
  var output: String
  var errors: String

  static func path(of tool: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(
      separator: ":")
    return folders.map { "\($0)/\(tool)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// Ends the test as skipped, visibly, where the tool is not installed.
  static func require(_ tool: String) throws -> String {
    guard let path = path(of: tool) else { try Test.cancel("\(tool) is not installed") }
    return path
  }

  static func run(
    _ tool: String, _ arguments: [String], script: String, beside completion: String = ""
  ) async throws -> ShellRun {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("wisely-arguments-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("script")
    try Data(script.utf8).write(to: file)
    try Data(completion.utf8).write(to: folder.appendingPathComponent("completion"))
    for name in ["hall.txt", "house.txt"] {
      try Data().write(to: folder.appendingPathComponent(name))
    }
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("harbour"), withIntermediateDirectories: false)
    // Files, not pipes: a pipe nobody drains stops the child at 64 KB.
    let output = folder.appendingPathComponent(".output")
    let errors = folder.appendingPathComponent(".errors")
    for url in [output, errors] { try Data().write(to: url) }

    let process = Process()
    // A shell that waits for ever would outlive the test's own time limit.
    process.executableURL = URL(fileURLWithPath: try require("timeout"))
    process.arguments = ["240", try require(tool)] + arguments + [file.path]
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder.path,
      "LC_ALL": "C.UTF-8",
    ]
    // waitUntilExit polls; the handler does not.
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in done.resume() }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        done.resume(throwing: error)
      }
    }
    return ShellRun(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }
}
