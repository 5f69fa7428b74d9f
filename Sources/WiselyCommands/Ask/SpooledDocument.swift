// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A document from standard input, kept in a file that only its owner can read, and gone with this value.
///
/// As a file it is read through the same tools and rules as every other document, whatever its size.
final class SpooledDocument: Sendable {
  /// The file.
  let path: String
  private let folder: String

  /// - Throws: `CommandFailure` when it is empty or cannot be kept.
  init(_ text: String, world: World) throws(CommandFailure) {
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw CommandFailure(
        Exit.noInput, "Standard input is empty, so there is no document; leave --files - out.")
    }
    var template = ((world.variable("TMPDIR") ?? "/tmp") + "/wisely-XXXXXX").utf8CString.map(\.self)
    guard mkdtemp(&template) != nil else { throw Self.failure(world) }
    let made = template.dropLast().map { UInt8(bitPattern: $0) }
    folder = String(decoding: made, as: UTF8.self)
    path = folder + "/standard-input.txt"
    guard write(text) else {
      // No deinit runs for a value that was never made.
      unlink(path)
      rmdir(folder)
      throw Self.failure(world)
    }
  }

  deinit {
    unlink(path)
    rmdir(folder)
  }

  private func write(_ text: String) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    defer { close(file) }
    do {
      try DescriptorWriter(file).write(text)
      return true
    } catch {
      return false
    }
  }

  private static func failure(_ world: World) -> CommandFailure {
    CommandFailure(
      Exit.noInput,
      "Standard input cannot be kept in '\(world.variable("TMPDIR") ?? "/tmp")' while it is needed; set TMPDIR to a folder that is writable and has room."
    )
  }
}
