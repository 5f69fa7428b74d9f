// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely

/// The folder of a run: its plan, and the logs of whoever has worked on it.
public struct RunFolder: Sendable {
  /// The folder.
  public let path: String
  /// The frozen plan in it.
  public let plan: RunPlan

  /// Opens the folder of a plan, making it with `plan.json` in it where it is missing.
  ///
  /// - Throws: `EvalError` with code `plan` when it holds another plan, `output` when it cannot be made.
  public init(_ path: String, for plan: RunPlan) throws(EvalError) {
    self.path = path
    self.plan = plan
    try Self.make(path)
    let file = path + "/plan.json"
    guard try !Self.create(file, Array((plan.json.prettyText + "\n").utf8)) else { return }
    let found = try Self.read(file)
    guard found.hash == plan.hash else {
      let parts = plan.differences(from: found).joined(separator: ", ")
      throw EvalError(
        .plan,
        "\(path) holds another plan (\(found.hash.prefix(8)), this one is \(plan.hash.prefix(8))): they differ in \(parts). A changed plan is a new run; use another --out."
      )
    }
  }

  /// Opens the folder of a run that was made before.
  ///
  /// - Throws: `EvalError` with code `input` when there is no plan in it, `plan` when it is broken.
  public init(reading path: String) throws(EvalError) {
    self.path = path
    plan = try Self.read(path + "/plan.json")
  }

  /// The log that a shard of the run, or the whole of it, writes to.
  public func logPath(shard: Shard?) -> String {
    path + "/attempts" + (shard.map { "-" + $0.fileName } ?? "") + ".jsonl"
  }

  /// The logs in the folder, by name.
  public var logs: [String] {
    names.filter { $0.hasPrefix("attempts") && $0.hasSuffix(".jsonl") }.map { "\(path)/\($0)" }
  }

  /// The names in the folder, sorted.
  var names: [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.sorted()
  }

  private static func make(_ path: String) throws(EvalError) {
    var made = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      made += made.isEmpty && !path.hasPrefix("/") ? String(part) : "/" + part
      guard !part.isEmpty else {
        if made == "/" { made = "" }
        continue
      }
      guard mkdir(made, 0o777) == 0 || errno == EEXIST else { throw .output(path, "made") }
    }
  }

  private static func read(_ file: String) throws(EvalError) -> RunPlan {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw EvalError(
        .input, "\(file) cannot be read; name the folder of a run of 'wisely eval run'.")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .output(file, "read") }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    guard let json = try? JSONValue(parsing: bytes) else {
      throw EvalError(.plan, "\(file) is no JSON; move it away to begin a new run.")
    }
    return try RunPlan(json)
  }

  /// Makes a file that is there whole or not at all; false when there was one already.
  private static func create(_ file: String, _ bytes: [UInt8]) throws(EvalError) -> Bool {
    guard access(file, F_OK) != 0 else { return false }
    let draft = "\(file).\(getpid())"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .output(draft, "written") }
    defer { unlink(draft) }
    var rest = bytes[...]
    var isWritten = true
    while isWritten, !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      isWritten = count > 0
      if isWritten { rest = rest.dropFirst(count) }
    }
    isWritten = fsync(descriptor) == 0 && isWritten
    close(descriptor)
    // A link, not a rename: of two shards that begin at once one makes the plan, the other reads
    // it.
    guard isWritten, link(draft, file) == 0 else {
      if isWritten, errno == EEXIST { return false }
      throw EvalError.output(file, "written")
    }
    return true
  }
}
