// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import WiselyArguments
import _WiselyCShims

/// Standard output for answers, standard error for everything else.
final class Console: Sendable {
  /// Where text goes.
  enum Stream: Int32, Hashable {
    case output = 1
    case error = 2
  }

  /// Writes all of a text.
  typealias Write = @Sendable (_ text: String, _ stream: Stream) throws -> Void

  /// Whether standard output is a terminal.
  let isOutputTerminal: Bool
  /// Whether standard error is a terminal.
  let isErrorTerminal: Bool
  /// Whether colours may be used on standard error.
  let usesColour: Bool
  /// Whether lines that replace each other may be shown on standard error.
  let showsStatus: Bool
  /// The width of the terminal, 80 when there is none.
  let columns: Int
  private let writer: Write
  /// The status line shown now, and whether the last answer stopped in the middle of a line.
  private let state = Mutex((status: "", isMidLine: false))

  /// The console of this process; a write that would wait gives up when the line is pulled.
  convenience init(environment: [String: String], stop: StopLine) {
    let width = wisely_terminal_columns(Stream.error.rawValue)
    self.init(
      isOutputTerminal: isatty(Stream.output.rawValue) == 1,
      isErrorTerminal: isatty(Stream.error.rawValue) == 1, environment: environment,
      columns: width > 0 ? Int(width) : 80
    ) { text, stream in
      // Only answers: what was paid is worth a second Ctrl-C.
      try DescriptorWriter(stream.rawValue, stop: stream == .output ? stop : nil).write(text)
    }
  }

  init(
    isOutputTerminal: Bool, isErrorTerminal: Bool, environment: [String: String],
    columns: Int = 80, write: @escaping Write
  ) {
    self.isOutputTerminal = isOutputTerminal
    self.isErrorTerminal = isErrorTerminal
    let isDumb = environment["TERM"] == "dumb"
    showsStatus = isErrorTerminal && !isDumb
    usesColour = isErrorTerminal && !isDumb && (environment["NO_COLOR"] ?? "").isEmpty
    self.columns = columns
    writer = write
  }

  /// Whether the answer stands in the middle of a line.
  var isMidLine: Bool { state.withLock { $0.isMidLine } }

  /// Writes a piece of the answer.
  ///
  /// - Throws: `ExitCode` 141 when the reader went away.
  func answer(_ text: String) throws {
    clearStatus()
    try write(text, to: .output)
    guard let last = text.utf8.last else { return }
    state.withLock { $0.isMidLine = last != UInt8(ascii: "\n") }
  }

  /// Writes a line for the person.
  func say(_ line: String) {
    state.withLock { state in
      // A closed standard error must not end the work.
      try? write(lead(&state) + line + "\n", to: .error)
    }
  }

  /// Shows a line that the next output replaces; only on a terminal.
  func show(status line: String) {
    guard showsStatus else { return }
    let cut = String(line.prefix(max(10, columns - 1)))
    state.withLock { state in
      guard state.status != cut else { return }
      try? write(lead(&state) + dim(cut), to: .error)
      state.status = cut
    }
  }

  /// Takes the line away again.
  func clearStatus() {
    state.withLock { state in
      guard !state.status.isEmpty else { return }
      try? write(lead(&state), to: .error)
    }
  }

  /// What brings the terminal to the beginning of an empty line.
  private func lead(_ state: inout (status: String, isMidLine: Bool)) -> String {
    defer { state.status = "" }
    if !state.status.isEmpty { return "\r\u{1B}[K" }
    // Words of the answer on the same terminal must not be wiped off with a status line.
    guard state.isMidLine, isOutputTerminal, isErrorTerminal else { return "" }
    state.isMidLine = false
    return "\n"
  }

  /// Less prominent, where colours are used.
  func dim(_ text: String) -> String { usesColour ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
  /// More prominent, where colours are used.
  func bold(_ text: String) -> String { usesColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  /// Writes all of a text.
  ///
  /// - Throws: `ExitCode` 141 when the reader went away, `CommandFailure` when it cannot be written.
  func write(_ text: String, to stream: Stream) throws { try writer(text, stream) }
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
