// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import _WiselyCShims

/// A program a test runs: it can be watched, sent signals and waited for.
public final class RunningProgram: Sendable {
  /// Where one of its streams goes.
  public enum Stream: Hashable, Sendable {
    /// To the test.
    case pipe
    /// To the test, through a terminal it shares with the other streams that ask for one.
    case terminal
    /// To a descriptor of the test's.
    case descriptor(Int32)
    /// Nowhere: it is closed.
    case closed
  }

  /// What came of it.
  public struct Result: Hashable, Sendable {
    /// The exit code; 128 and the signal that killed it.
    public var status: Int32
    /// Everything on standard output, or on the terminal.
    public var output: String
    /// Everything on standard error, when that is not the terminal.
    public var errors: String
  }

  private struct State {
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var open = 0
    var status: Int32?
    var waiting:
      [(isMet: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] =
        []
  }

  private let state = Mutex(State())
  private let child: pid_t
  private let terminal: Int32

  /// The path of an executable that was built beside the tests.
  public static func built(_ name: String) throws -> String {
    let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let program = URL(fileURLWithPath: bundle).deletingLastPathComponent()
      .appendingPathComponent(name).path
    guard access(program, X_OK) == 0 else { throw RunFailure("no \(program)") }
    return program
  }

  /// Starts a program.
  public init(
    _ program: String, _ arguments: [String], environment: [String: String],
    input: String? = nil, output: Stream = .pipe, errors: Stream = .pipe
  ) throws {
    var spawn = Spawn()
    let isOnTerminal = output == .terminal || errors == .terminal
    if isOnTerminal { try spawn.openTerminal(asInput: input == nil) }
    var stdin: Int32 = -1
    if input != nil {
      stdin = try spawn.pipe(from: 0)
    } else if !isOnTerminal {
      spawn.openNull(0)
    }
    let sources = try [output, errors].enumerated().map { index, stream in
      try spawn.connect(stream, to: Int32(index + 1))
    }
    child = try spawn.start(program, arguments, environment)
    terminal = spawn.terminal
    var readers: [(descriptor: Int32, isErrors: Bool)] = []
    if isOnTerminal { readers.append((terminal, false)) }
    for (index, source) in sources.enumerated() {
      if let source { readers.append((source, index == 1)) }
    }
    state.withLock { $0.open = readers.count }
    for reader in readers {
      Thread.detachNewThread { self.read(reader.descriptor, isErrors: reader.isErrors) }
    }
    Thread.detachNewThread { self.reap() }
    if let input {
      Thread.detachNewThread { [stdin] in
        signal(SIGPIPE, SIG_IGN)
        Array(input.utf8).withUnsafeBytes { bytes in
          var rest = bytes[...]
          while !rest.isEmpty {
            let count = write(stdin, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
          }
        }
        close(stdin)
      }
    }
  }

  /// Sends it a signal.
  public func send(_ signal: Int32) { kill(child, signal) }

  /// Types on its terminal.
  public func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(terminal, bytes, bytes.count)
  }

  /// Waits until it has said something on either stream, or has ended.
  public func wait(for text: String) async {
    await wait { state in
      [state.output, state.errors].contains { String(decoding: $0, as: UTF8.self).contains(text) }
        || (state.status != nil && state.open == 0)
    }
  }

  /// What it has said so far, on both streams.
  public var said: String {
    state.withLock { String(decoding: $0.output + $0.errors, as: UTF8.self) }
  }

  /// Waits until it has ended and everything it said has arrived.
  public func finish() async -> Result {
    await wait { $0.status != nil && $0.open == 0 }
    return state.withLock { state in
      Result(
        status: state.status ?? -1, output: String(decoding: state.output, as: UTF8.self),
        errors: String(decoding: state.errors, as: UTF8.self))
    }
  }

  // MARK: - Threads

  private func wait(until isMet: @escaping @Sendable (State) -> Bool) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isThere = state.withLock { state in
          if isMet(state) { return true }
          state.waiting.append((isMet, continuation))
          return false
        }
        if isThere { continuation.resume() }
      }
    } onCancel: {
      // Whose time is up must not wait for a program that may wait for a server of the test's.
      state.withLock { state in
        if state.status == nil { _ = kill(child, SIGKILL) }
      }
    }
  }

  private func update(_ change: (inout sending State) -> Void) {
    let content = state.withLock { state in
      change(&state)
      let content = state.waiting.filter { $0.isMet(state) }.map(\.continuation)
      let now = state
      state.waiting.removeAll { $0.isMet(now) }
      return content
    }
    content.forEach { $0.resume() }
  }

  private func read(_ descriptor: Int32, isErrors: Bool) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      // A terminal whose last user has gone gives an error instead of an end.
      guard count > 0 else { break }
      let piece = Array(buffer.prefix(count))
      update { isErrors ? $0.errors += piece : ($0.output += piece) }
    }
    close(descriptor)
    update { $0.open -= 1 }
  }

  private func reap() {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let low = status & 0x7F
    let code = low == 0 ? (status >> 8) & 0xFF : 128 + low
    update { $0.status = code }
  }
}

/// The preparations for one program.
private struct Spawn: ~Copyable {
  private(set) var terminal: Int32 = -1
  private var ours: [Int32] = []
  private var actions = posix_spawn_file_actions_t()
  private var attributes = posix_spawnattr_t()
  private var flags = Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
  private var slave = ""

  init() {
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
  }

  deinit {
    var (actions, attributes) = (actions, attributes)
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
  }

  mutating func openTerminal(asInput: Bool) throws {
    // What posix_openpt and its sisters do, which Glibc's module hides.
    var (unlocked, number): (Int32, Int32) = (0, 0)
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0, ioctl(terminal, 0x4004_5431, &unlocked) == 0,
      ioctl(terminal, 0x8004_5430, &number) == 0, ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0
    else { throw RunFailure("no terminal") }
    slave = "/dev/pts/\(number)"
    // A session of its own, so that the terminal becomes its own and Ctrl-C reaches it.
    flags |= 0x80
    if asInput { posix_spawn_file_actions_addopen(&actions, 0, slave, O_RDWR, 0) }
  }

  mutating func openNull(_ number: Int32) {
    posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
  }

  /// Makes a pipe into one of the program's descriptors, or out of it, and returns our end.
  mutating func pipe(from number: Int32) throws -> Int32 {
    var ends: [Int32] = [0, 0]
    guard Foundation.pipe(&ends) == 0 else { throw RunFailure("no pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (mine, theirs) = number == 0 ? (ends[1], ends[0]) : (ends[0], ends[1])
    posix_spawn_file_actions_adddup2(&actions, theirs, number)
    ours.append(theirs)
    return mine
  }

  /// Connects one of the program's outputs and returns what we read it from.
  mutating func connect(_ stream: RunningProgram.Stream, to number: Int32) throws -> Int32? {
    switch stream {
    case .pipe: return try pipe(from: number)
    case .terminal: posix_spawn_file_actions_addopen(&actions, number, slave, O_RDWR, 0)
    case .descriptor(let other): posix_spawn_file_actions_adddup2(&actions, other, number)
    case .closed: posix_spawn_file_actions_addclose(&actions, number)
    }
    return nil
  }

  mutating func start(
    _ program: String, _ arguments: [String], _ environment: [String: String]
  ) throws -> pid_t {
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, flags)
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + variables).forEach { free($0) } }
    // A program that another test is just writing could not be started while a child of ours holds it.
    _ = wisely_close_from(&actions, 3)
    var child = pid_t()
    let error = posix_spawnp(&child, program, &actions, &attributes, &words, &variables)
    for descriptor in ours { close(descriptor) }
    guard error == 0 else { throw RunFailure("\(program) does not start: error \(error)") }
    return child
  }
}
