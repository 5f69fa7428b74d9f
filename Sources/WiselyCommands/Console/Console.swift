// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import WiselyArguments
import _WiselyCShims

/// Standard output for answers, standard error for everything else.
final class Console: Sendable {
  /// Where text goes.
  enum Stream: Int32 {
    case output = 1
    case error = 2
  }

  /// Whether standard output is a terminal.
  let isOutputTerminal: Bool
  /// Whether standard error is a terminal.
  let isErrorTerminal: Bool
  /// Whether colours may be used on standard error.
  let usesColour: Bool
  /// The width of the terminal, 80 when there is none.
  let columns: Int
  private let status = Mutex("")

  init(environment: [String: String]) {
    isOutputTerminal = isatty(Stream.output.rawValue) == 1
    isErrorTerminal = isatty(Stream.error.rawValue) == 1
    let isDumb = environment["TERM"] == "dumb"
    usesColour = isErrorTerminal && !isDumb && (environment["NO_COLOR"] ?? "").isEmpty
    let width = wisely_terminal_columns(Stream.error.rawValue)
    columns = width > 0 ? Int(width) : 80
  }

  /// Writes a piece of the answer.
  ///
  /// - Throws: `ExitCode` 141 when the reader went away.
  func answer(_ text: String) throws {
    clearStatus()
    try write(text, to: .output)
  }

  /// Writes a line for the person.
  func say(_ line: String) {
    clearStatus()
    // A closed standard error must not end the work.
    try? write(line + "\n", to: .error)
  }

  /// Shows a line that the next output replaces; only on a terminal.
  func show(status line: String) {
    guard isErrorTerminal else { return }
    let cut = String(line.prefix(max(10, columns - 1)))
    status.withLock { current in
      guard current != cut else { return }
      try? write("\r\u{1B}[K" + dim(cut), to: .error)
      current = cut
    }
  }

  /// Takes the line away again.
  func clearStatus() {
    status.withLock { current in
      guard !current.isEmpty else { return }
      try? write("\r\u{1B}[K", to: .error)
      current = ""
    }
  }

  /// Less prominent, where colours are used.
  func dim(_ text: String) -> String { usesColour ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
  /// More prominent, where colours are used.
  func bold(_ text: String) -> String { usesColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  /// Writes all of a text, however small the pieces the kernel takes.
  func write(_ text: String, to stream: Stream) throws {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(stream.rawValue, $0.baseAddress, $0.count) }
      if written > 0 {
        bytes = bytes.dropFirst(written)
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // Somebody made the terminal non-blocking; wait until it takes more.
        var wait = pollfd(fd: stream.rawValue, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wait, 1, -1)
      case EPIPE: throw Exit.brokenPipe
      default:
        throw CommandFailure(
          Exit.failure, "The output cannot be written: \(String(cString: strerror(errno))).")
      }
    }
  }
}

/// Text that came from a model or a file, safe to print on a terminal.
///
/// Escape sequences in untrusted text could retitle the window, hide words or paste commands.
func sanitised(_ text: String) -> String {
  let isClean = text.unicodeScalars.allSatisfy {
    $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value) || $0 == "\n" || $0 == "\t"
  }
  guard !isClean else { return text }
  var clean = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    let isControl = scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value
    clean.append(isControl && scalar != "\n" && scalar != "\t" ? "\u{FFFD}" : scalar)
  }
  return String(clean)
}
