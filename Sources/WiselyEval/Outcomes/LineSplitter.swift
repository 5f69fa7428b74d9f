// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Cuts bytes into lines as they come, so that a log of any length needs the memory of one line.
struct LineSplitter {
  /// One line without its end.
  struct Line {
    var bytes: [UInt8]
    /// From 1.
    var number: Int
    /// Whether its end was there; the last line of a killed writer has none.
    var isTerminated: Bool

    /// Whether there is nothing on it.
    var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
  }

  private var pending: [UInt8] = []
  private var number = 0

  /// Hands over every line that is complete with these bytes.
  mutating func feed(
    _ chunk: ArraySlice<UInt8>, _ take: (Line) throws(EvalError) -> Void
  ) throws(EvalError) {
    var start = chunk.startIndex
    while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
      pending += chunk[start..<end]
      start = end + 1
      try hand(isTerminated: true, take)
    }
    pending += chunk[start...]
  }

  /// Hands over what is left.
  mutating func finish(_ take: (Line) throws(EvalError) -> Void) throws(EvalError) {
    guard !pending.isEmpty else { return }
    try hand(isTerminated: false, take)
  }

  private mutating func hand(
    isTerminated: Bool, _ take: (Line) throws(EvalError) -> Void
  ) throws(EvalError) {
    number += 1
    if number == 1, pending.starts(with: [0xEF, 0xBB, 0xBF]) { pending.removeFirst(3) }
    let line = Line(bytes: pending, number: number, isTerminated: isTerminated)
    pending = []
    try take(line)
  }
}

extension LineSplitter {
  /// Hands over the lines of some bytes.
  static func lines(
    of bytes: [UInt8], _ take: (Line) throws(EvalError) -> Void
  ) throws(EvalError) {
    var splitter = LineSplitter()
    try splitter.feed(bytes[...], take)
    try splitter.finish(take)
  }

  /// Hands over the lines of a file.
  static func lines(
    ofFile path: String, _ take: (Line) throws(EvalError) -> Void
  ) throws(EvalError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var splitter = LineSplitter()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw unreadable(path)
      }
      try splitter.feed(buffer[..<count], take)
    }
    try splitter.finish(take)
  }

  /// Why a path cannot be read, from `errno`.
  static func unreadable(_ path: String) -> EvalError {
    EvalError(.input, "\(path) cannot be read: \(String(cString: strerror(errno)).lowercased()).")
  }
}

extension LineSplitter {
  /// All bytes of a file.
  static func bytes(ofFile path: String) throws(EvalError) -> [UInt8] {
    var bytes: [UInt8] = []
    try lines(ofFile: path) { line throws(EvalError) in
      bytes += line.bytes
      if line.isTerminated { bytes.append(UInt8(ascii: "\n")) }
    }
    return bytes
  }
}

extension LineSplitter {
  /// The names in a folder, sorted; nil for what is no folder.
  static func names(inFolder path: String) throws(EvalError) -> [String]? {
    guard let folder = opendir(path) else {
      guard errno == ENOTDIR else { throw unreadable(path) }
      return nil
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { name in
          name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.sorted()
  }
}
