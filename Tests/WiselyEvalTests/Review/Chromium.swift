// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TestSupport
import Testing
import Wisely
import _WiselyCShims

/// A headless Chromium, driven over a pipe by its DevTools protocol; it looks up no name and leaves
/// this machine for nothing.
final class Chromium: Sendable {
  private struct State {
    var next = 1
    var calls: [Int: CheckedContinuation<JSONValue, any Error>] = [:]
    var events: [String: Int] = [:]
    var waiting: [(event: String, count: Int, continuation: CheckedContinuation<Void, any Error>)] =
      []
    var hasEnded = false
  }

  private let state = Mutex(State())
  private let scratch: Scratch
  private let child: pid_t
  private let input: Int32

  /// Starts one; the test is cancelled where none is installed.
  init() throws {
    let program = try Self.installed()
    scratch = try Scratch()
    var toChild: [Int32] = [0, 0]
    var fromChild: [Int32] = [0, 0]
    guard wisely_pipe(&toChild) == 0, wisely_pipe(&fromChild) == 0 else {
      throw RunFailure("no pipes")
    }
    // Out of the way of 3 and 4, which Chromium wants them to be.
    let ends = [toChild[0], fromChild[1]].map { fcntl($0, F_DUPFD_CLOEXEC, 20) }
    defer { ([toChild[0], fromChild[1]] + ends).forEach { close($0) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for number in 0...2 as ClosedRange<Int32> {
      posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, ends[0], 3)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 4)
    // A file that another test has just open for writing must not stay open as long as a browser runs:
    // if it is a program, it could not be started.
    _ = wisely_close_from(&actions, 5)
    let words =
      [program] + Self.arguments
      + ["--user-data-dir=\(scratch.path)/profile", "about:blank"]
    var arguments = words.map { (word: String) in strdup(word) } + [nil]
    let variables = ["HOME=\(scratch.path)", "PATH=/usr/bin:/bin", "TMPDIR=\(scratch.path)"]
    var environment = variables.map { (word: String) in strdup(word) } + [nil]
    defer { (arguments + environment).forEach { free($0) } }
    // A group of its own, which its own children join.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    var child = pid_t()
    guard posix_spawn(&child, program, &actions, &attributes, &arguments, &environment) == 0 else {
      throw RunFailure("\(program) cannot be started")
    }
    self.child = child
    input = toChild[1]
    let output = fromChild[0]
    Thread.detachNewThread { self.read(output) }
  }

  private static func installed() throws -> String {
    let programs = ["chromium", "chromium-browser", "google-chrome"].map { "/usr/bin/\($0)" }
    guard let program = programs.first(where: { access($0, X_OK) == 0 }) else {
      try Test.cancel("Chromium is not installed")
    }
    return program
  }

  private static let arguments = [
    "--headless", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check",
    "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
    "--disable-features=Translate,OptimizationHints,MediaRouter", "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    // Its own sandbox needs what containers and root do not have; it only sees our own page.
    "--no-sandbox",
  ]

  deinit { close(input) }

  /// Ends it and waits until it is gone, with all of its processes: those that outlive the first one
  /// for a moment still write to its folder, which then cannot be removed.
  func quit() async throws {
    _ = try? await call("Browser.close")
    let child = child
    try await onThread {
      var status: Int32 = 0
      kill(child, SIGTERM)
      while waitpid(child, &status, 0) < 0, errno == EINTR {}
      while true {
        kill(-child, SIGKILL)
        let others = Self.living(inGroup: child)
        guard !others.isEmpty else { return }
        for watch in others.map(wisely_open_process) where watch >= 0 {
          var waiting = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
          while poll(&waiting, 1, -1) < 0, errno == EINTR {}
          close(watch)
        }
      }
    }
  }

  /// The processes of a group that are more than an entry in the kernel's table.
  private static func living(inGroup group: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { process in
      guard let data = FileManager.default.contents(atPath: "/proc/\(process)/stat") else {
        return false
      }
      // Behind the name, which may hold anything: state, parent, group.
      let fields = String(decoding: data, as: UTF8.self).split(separator: ")").last?
        .split(separator: " ")
      guard let fields, fields.count > 2 else { return false }
      return pid_t(fields[2]) == group && !["Z", "X"].contains(fields[0])
    }
  }

  /// Asks something and waits for the answer.
  @discardableResult
  func call(
    _ method: String, _ parameters: JSONValue = [:], session: String? = nil
  ) async throws -> JSONValue {
    let id = state.withLock { state in
      defer { state.next += 1 }
      return state.next
    }
    var message: JSONObject = [
      "id": JSONValue(id), "method": .string(method), "params": parameters,
    ]
    if let session { message["sessionId"] = .string(session) }
    let bytes = JSONValue.object(message).bytes + [0]
    let answer = try await withCheckedThrowingContinuation { mine in
      let isThere = state.withLock { state in
        if !state.hasEnded { state.calls[id] = mine }
        return !state.hasEnded
      }
      guard isThere else {
        mine.resume(throwing: RunFailure("Chromium is gone"))
        return
      }
      _ = write(input, bytes, bytes.count)
    }
    if let error = answer["error"] { throw RunFailure("\(method): \(error.text)") }
    return answer["result"] ?? .null
  }

  /// How often an event has come.
  func count(of event: String) -> Int { state.withLock { $0.events[event] ?? 0 } }

  /// Waits until an event has come that often.
  func wait(for event: String, count: Int) async throws {
    try await withCheckedThrowingContinuation { mine in
      let isOver = state.withLock { state in
        if state.hasEnded || state.events[event] ?? 0 >= count { return true }
        state.waiting.append((event, count, mine))
        return false
      }
      if isOver { mine.resume() }
    }
  }

  // MARK: - The thread

  private func read(_ descriptor: Int32) {
    var pending: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      pending += buffer[..<count]
      while let end = pending.firstIndex(of: 0) {
        if let message = try? JSONValue(parsing: Array(pending[..<end])) { take(message) }
        pending.removeFirst(end + 1)
      }
    }
    close(descriptor)
    let (calls, waiting) = state.withLock { state in
      state.hasEnded = true
      defer {
        state.calls = [:]
        state.waiting = []
      }
      return (state.calls.values.map { $0 }, state.waiting.map(\.continuation))
    }
    calls.forEach { $0.resume(throwing: RunFailure("Chromium is gone")) }
    waiting.forEach { $0.resume(throwing: RunFailure("Chromium is gone")) }
  }

  private func take(_ message: JSONValue) {
    if let id = message["id"]?.int {
      state.withLock { $0.calls.removeValue(forKey: id) }?.resume(returning: message)
    } else if let event = message["method"]?.string {
      let due = state.withLock { state in
        state.events[event, default: 0] += 1
        let count = state.events[event] ?? 0
        let due = state.waiting.filter { $0.event == event && $0.count <= count }
        state.waiting.removeAll { $0.event == event && $0.count <= count }
        return due.map(\.continuation)
      }
      due.forEach { $0.resume() }
    }
  }
}

/// A tab of it.
struct ChromiumTab {
  let chromium: Chromium
  let session: String

  /// Opens an empty tab.
  init(_ chromium: Chromium) async throws {
    self.chromium = chromium
    let target = try await chromium.call("Target.createTarget", ["url": "about:blank"])
    let attached = try await chromium.call(
      "Target.attachToTarget", ["targetId": target["targetId"] ?? .null, "flatten": true])
    session = try #require(attached["sessionId"]?.string)
    try await call("Page.enable")
    try await call("Log.enable")
    try await call("Accessibility.enable")
  }

  @discardableResult
  func call(_ method: String, _ parameters: JSONValue = [:]) async throws -> JSONValue {
    try await chromium.call(method, parameters, session: session)
  }

  /// Does something that leads to another page, and waits for it.
  func afterLoads(_ count: Int = 1, _ action: () async throws -> Void) async throws {
    let before = chromium.count(of: "Page.loadEventFired")
    try await action()
    try await chromium.wait(for: "Page.loadEventFired", count: before + count)
  }

  /// Presses a key.
  func press(_ key: String, code: Int, text: String? = nil) async throws {
    var down: JSONObject = [
      "type": .string(text == nil ? "rawKeyDown" : "keyDown"), "key": .string(key),
      "windowsVirtualKeyCode": JSONValue(code),
    ]
    if let text { down["text"] = .string(text) }
    try await call("Input.dispatchKeyEvent", .object(down))
    try await call(
      "Input.dispatchKeyEvent",
      ["type": "keyUp", "key": .string(key), "windowsVirtualKeyCode": JSONValue(code)])
  }

  /// The value of an expression of JavaScript.
  func value(_ expression: String) async throws -> JSONValue {
    let answer = try await call(
      "Runtime.evaluate", ["expression": .string(expression), "returnByValue": true])
    if let problem = answer["exceptionDetails"] { throw RunFailure(problem.text) }
    return answer["result"]?["value"] ?? .null
  }

  /// A picture of what is shown, as a PNG.
  func screenshot(width: Int, height: Int, isDark: Bool) async throws -> Data {
    try await call(
      "Emulation.setDeviceMetricsOverride",
      [
        "width": JSONValue(width), "height": JSONValue(height), "deviceScaleFactor": 1,
        "mobile": false,
      ])
    try await call(
      "Emulation.setEmulatedMedia",
      [
        "features": [
          ["name": "prefers-color-scheme", "value": .string(isDark ? "dark" : "light")]
        ]
      ])
    let answer = try await call("Page.captureScreenshot", ["format": "png"])
    return try #require(answer["data"]?.string.flatMap { Data(base64Encoded: $0) })
  }
}
