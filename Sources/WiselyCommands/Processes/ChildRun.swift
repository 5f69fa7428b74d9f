// SPDX-License-Identifier: Apache-2.0

import Glibc
import _WiselyCShims

/// One run of a child process, on the thread that waits for it.
struct ChildRun: ~Copyable {
  private let process: ChildProcess
  private let stop: StopLine
  private let end: ContinuousClock.Instant
  private var child = pid_t()
  /// Readable when the child has ended; -1 where the kernel has no such thing.
  private var ending: Int32 = -1
  private var input: Int32 = -1
  private var rest: ArraySlice<UInt8>
  private var output = Drain()
  private var errors = Drain()

  init(_ process: ChildProcess, stop: StopLine) {
    self.process = process
    self.stop = stop
    end = .now + process.deadline
    rest = process.input[...]
  }

  deinit {
    for descriptor in [ending, input, output.descriptor, errors.descriptor] where descriptor >= 0 {
      close(descriptor)
    }
  }

  mutating func run() throws -> ChildOutcome {
    guard !stop.isPulled else { throw CancellationError() }
    try start()
    while !wait() {
      guard !stop.isPulled else {
        killGroup()
        throw CancellationError()
      }
      guard ContinuousClock.now < end else {
        killGroup()
        throw ChildError(
          .timedOut,
          "'\(process.arguments[0])' ran longer than \(process.deadline.components.seconds) s and was stopped."
        )
      }
    }
    let code = wisely_reap(child)
    // What is left in the pipes; a grandchild may hold them open for ever, so nobody waits for the end.
    output.read(limit: process.outputLimit)
    errors.read(limit: process.outputLimit)
    return ChildOutcome(
      status: code >= 0 ? .exited(code) : .killed(signal: -code), output: output.bytes,
      errors: errors.bytes, isTruncated: output.isTruncated || errors.isTruncated)
  }

  // MARK: - Starting

  private mutating func start() throws {
    var (stdin, stdout, stderr): ([Int32], [Int32], [Int32]) = ([-1, -1], [-1, -1], [-1, -1])
    var error = wisely_pipe(&stdin)
    if error == 0 { error = wisely_pipe(&stdout) }
    if error == 0 { error = wisely_pipe(&stderr) }
    input = stdin[1]
    output.descriptor = stdout[0]
    errors.descriptor = stderr[0]
    defer {
      for descriptor in [stdin[0], stdout[1], stderr[1]] where descriptor >= 0 { close(descriptor) }
    }
    var arguments = process.arguments.map { strdup($0) } + [nil]
    var environment = process.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (arguments + environment).forEach { free($0) } }
    if error == 0 {
      error = wisely_spawn(
        &child, &arguments, &environment, stdin[0], stdout[1], stderr[1])
    }
    guard error == 0 else {
      throw ChildError(.cannotStart, Self.sentence(error, process.arguments[0]))
    }
    [input, output.descriptor, errors.descriptor].forEach(wisely_set_nonblocking)
    ending = max(-1, wisely_open_process(child))
    if rest.isEmpty { closeInput() }
  }

  private static func sentence(_ error: Int32, _ program: String) -> String {
    switch error {
    case ENOENT: "There is no program '\(program)'; check its name, or write its whole path."
    case EACCES: "'\(program)' may not be run; make it executable, or name another program."
    case ENOEXEC: "'\(program)' is no program; a script needs a first line such as #!/bin/sh."
    default: "'\(program)' cannot be started (\(String(cString: strerror(error))))."
    }
  }

  // MARK: - Waiting

  /// Waits for the next thing to happen, deals with it and says whether the child has ended.
  private mutating func wait() -> Bool {
    var polled = [
      pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: ending, events: Int16(POLLIN), revents: 0),
      pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: errors.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
    ]
    let left = max(.zero, end - .now)
    // Without a descriptor for the end we have to look now and then.
    let pause = ending >= 0 ? left : min(left, .milliseconds(20))
    let (seconds, attoseconds) = pause.components
    let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1
    poll(&polled, nfds_t(polled.count), Int32(clamping: milliseconds))
    if polled[2].revents != 0 { output.read(limit: process.outputLimit) }
    if polled[3].revents != 0 { errors.read(limit: process.outputLimit) }
    if polled[4].revents != 0 { feed() }
    return wisely_has_ended(child) != 0
  }

  private mutating func feed() {
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        // It does not want to read it all, which is its own affair.
        break
      }
    }
    closeInput()
  }

  private mutating func closeInput() {
    close(input)
    input = -1
  }

  // MARK: - Ending it

  /// Ends the child and whatever it started, and reaps it.
  private mutating func killGroup() {
    kill(-child, SIGTERM)
    let last = ContinuousClock.now + process.grace
    while wisely_has_ended(child) == 0 {
      let left = last - .now
      guard left > .zero else { break }
      let milliseconds = left.components.attoseconds / 1_000_000_000_000_000
      var polled = pollfd(fd: ending, events: Int16(POLLIN), revents: 0)
      poll(&polled, 1, Int32(clamping: min(ending >= 0 ? milliseconds : 10, 1_000) + 1))
    }
    // Before it is reaped: until then its group's number belongs to nobody else.
    kill(-child, SIGKILL)
    _ = wisely_reap(child)
  }
}

/// Takes what a pipe gives, keeps the beginning and drops the rest: an undrained pipe stops a child.
private struct Drain {
  var descriptor: Int32 = -1
  private(set) var bytes: [UInt8] = []
  private(set) var isTruncated = false

  mutating func read(limit: Int) {
    guard descriptor >= 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    // Bounded, so that a child that writes without end cannot hold us here past its deadline.
    for _ in 0..<64 {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count > 0 {
        let room = limit - bytes.count
        bytes += buffer.prefix(min(count, room))
        if count > room { isTruncated = true }
      } else if count == 0 || errno != EINTR {
        if count == 0 || errno != EAGAIN { finish() }
        return
      }
    }
  }

  private mutating func finish() {
    close(descriptor)
    descriptor = -1
  }
}
