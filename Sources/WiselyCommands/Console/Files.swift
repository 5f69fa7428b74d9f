// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Small files read whole: configuration, prompts, standard input.
enum Files {
  /// Why a file could not be read.
  struct ReadError: Error {
    let isMissing: Bool
    let reason: String
  }

  /// More than anybody writes by hand.
  static let usualLimit = 32_000_000

  /// The bytes of a file.
  ///
  /// - Throws: `ReadError`.
  static func read(_ path: String, limit: Int = usualLimit) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    return try read(descriptor: descriptor, limit: limit)
  }

  /// Everything standard input gives, unless the line is pulled first.
  ///
  /// - Throws: `ReadError`, or `CancellationError` when the line is pulled.
  static func readStandardInput(until stop: StopLine) throws -> [UInt8] {
    try read(descriptor: STDIN_FILENO, limit: usualLimit) {
      // Ctrl-C does not reach us inside `read`.
      var polled = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      while poll(&polled, 2, -1) < 0 {}
      if polled[1].revents != 0 { throw CancellationError() }
    }
  }

  private static func read(
    descriptor: Int32, limit: Int, waiting wait: () throws -> Void = {}
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      try wait()
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        throw failure()
      }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw ReadError(isMissing: false, reason: "it is larger than \(limit / 1_000_000) MB")
      }
    }
  }

  private static func failure() -> ReadError {
    ReadError(isMissing: errno == ENOENT, reason: String(cString: strerror(errno)).lowercased())
  }
}
