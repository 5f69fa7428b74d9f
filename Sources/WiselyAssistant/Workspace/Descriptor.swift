// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An open file descriptor that is closed when nobody holds it any more.
final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  /// What the system knows about it.
  func status() throws(SystemError) -> stat {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw SystemError(errno) }
    return status
  }

  /// The path the system gives it, or nil where there is no `/proc`.
  func systemPath() -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let room = buffer.count
    let length = readlink("/proc/self/fd/\(number)", &buffer, room)
    guard length > 0, length < room else { return nil }
    return String(validating: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// What a system call answered instead of working.
struct SystemError: Error, Hashable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  /// The system's words for it.
  var words: String {
    switch number {
    case EACCES, EPERM: "permission denied"
    case ENOENT: "no such file"
    case EMFILE, ENFILE: "too many open files"
    case ENAMETOOLONG: "the name is too long"
    case EIO: "the disk failed to read it"
    default: "system error \(number)"
    }
  }
}
