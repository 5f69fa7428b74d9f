// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Small files read whole: configuration, prompts, standard input.
enum Files {
  /// Why a file could not be read.
  struct ReadError: Error {
    let isMissing: Bool
    let reason: String
  }

  /// The bytes of a file.
  static func read(_ path: String, limit: Int = 32_000_000) throws(ReadError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    return try read(descriptor: descriptor, limit: limit)
  }

  /// Everything a descriptor gives.
  static func read(descriptor: Int32, limit: Int = 32_000_000) throws(ReadError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
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
