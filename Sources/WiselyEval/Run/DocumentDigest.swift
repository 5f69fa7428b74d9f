// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely

/// The content of a document or of a folder of documents, as a hash and a size.
package struct DocumentDigest: Hashable, Sendable {
  /// SHA-256 in hexadecimal; of a folder, over the names and hashes of everything in it.
  package var hash: String
  /// How many bytes there are.
  package var bytes: Int

  /// More files than anybody means to have read for a question.
  private static let mostFiles = 100_000

  /// Reads what is at a path; links in a folder are not followed, and hidden names are left out.
  ///
  /// - Throws: `EvalError` with code `input` naming the path.
  package init(of path: String) throws(EvalError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw Self.failure(path) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      self = try Self.file(path)
      return
    }
    var lines = ""
    var bytes = 0
    var files = 0
    try Self.walk(path, "", &lines, &bytes, &files)
    self.init(hash: SHA256.hex(of: lines.utf8), bytes: bytes)
  }

  private init(hash: String, bytes: Int) {
    self.hash = hash
    self.bytes = bytes
  }

  private static func walk(
    _ root: String, _ below: String, _ lines: inout String, _ bytes: inout Int,
    _ files: inout Int
  ) throws(EvalError) {
    let path = root + below
    guard let folder = opendir(path) else { throw failure(path) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    closedir(folder)
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    where !name.hasPrefix(".") {
      let inner = below + "/" + name
      var status = stat()
      guard lstat(root + inner, &status) == 0 else { throw failure(root + inner) }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try walk(root, inner, &lines, &bytes, &files)
      case S_IFREG:
        files += 1
        guard files <= mostFiles else {
          throw EvalError(.input, "\(root) has more than \(mostFiles) files; name fewer.")
        }
        let digest = try file(root + inner)
        lines += "\(digest.hash) \(inner)\n"
        bytes += digest.bytes
      default: continue
      }
    }
  }

  private static func file(_ path: String) throws(EvalError) -> DocumentDigest {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var digest = SHA256()
    var bytes = 0
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      if count == 0 { break }
      digest.update(buffer[..<count])
      bytes += count
    }
    let hash = digest.finish().map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }.joined()
    return DocumentDigest(hash: hash, bytes: bytes)
  }

  private static func failure(_ path: String) -> EvalError {
    let reason = String(cString: strerror(errno)).lowercased()
    return EvalError(.input, "\(path) cannot be read: \(reason).")
  }
}
