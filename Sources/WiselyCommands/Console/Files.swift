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

  /// Whether there is something of that name that is no ordinary file, such as a pipe or a folder.
  static func isSpecial(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  }

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

  /// Why a file could not be written.
  struct WriteError: Error {
    let reason: String
  }

  /// Writes a file whole, or leaves the one that is there as it was.
  ///
  /// - Throws: `WriteError`.
  static func replace(_ path: String, with bytes: [UInt8]) throws {
    var template = Array((path + ".XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw writeFailure() }
    let temporary = String(
      decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    do {
      defer { close(descriptor) }
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw writeFailure() }
        rest = rest.dropFirst(count)
      }
      // mkstemp makes a file for its owner alone; prices are no secret.
      guard fchmod(descriptor, 0o644) == 0, fsync(descriptor) == 0 else { throw writeFailure() }
      guard rename(temporary, path) == 0 else { throw writeFailure() }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private static func writeFailure() -> WriteError {
    WriteError(reason: String(cString: strerror(errno)).lowercased())
  }

  private static func failure() -> ReadError {
    ReadError(isMissing: errno == ENOENT, reason: String(cString: strerror(errno)).lowercased())
  }
}
