// SPDX-License-Identifier: Apache-2.0

import Glibc
import WiselyArguments

/// Writes text to a descriptor, however small the pieces the kernel takes.
struct DescriptorWriter {
  private let descriptor: Int32
  private let stop: StopLine?

  /// A writer; one that would wait gives up when the line is pulled.
  init(_ descriptor: Int32, stop: StopLine? = nil) {
    self.descriptor = descriptor
    self.stop = stop
  }

  /// Writes all of it.
  ///
  /// - Throws: `ExitCode` 141 when the reader went away, `CancellationError` when the wait was given
  ///   up, `CommandFailure` for everything else.
  func write(_ text: String) throws {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      try waitUntilReady()
      // What a pipe takes at once after it said it is ready; more could make us wait in the kernel,
      // where Ctrl-C does not reach us.
      let piece = bytes.prefix(Int(PIPE_BUF))
      let written = piece.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        bytes = bytes.dropFirst(written)
        continue
      }
      switch errno {
      case EINTR, EAGAIN: continue
      case EPIPE: throw Exit.brokenPipe
      case EBADF: throw CommandFailure(Exit.failure, "The output cannot be written: it is closed.")
      default:
        throw CommandFailure(
          Exit.failure, "The output cannot be written: \(String(cString: strerror(errno))).")
      }
    }
  }

  private func waitUntilReady() throws {
    while true {
      var polled = [
        pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: stop?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&polled, 2, -1) > 0 else { continue }
      // Errors show when it is written to.
      if polled[0].revents != 0 { return }
      throw CancellationError()
    }
  }
}
