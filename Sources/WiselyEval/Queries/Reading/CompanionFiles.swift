// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The files a query file refers to; they are part of what its hash stands for.
struct CompanionFiles {
  private let load: QueryFile.Companions?
  private var known: [(path: String, bytes: [UInt8])] = []

  init(_ load: QueryFile.Companions?) { self.load = load }

  /// The bytes of a file in the query file's folder or below.
  mutating func read(_ path: String) throws(EvalError) -> [UInt8] {
    let path = path.hasPrefix("file://") ? String(path.dropFirst("file://".count)) : path
    let steps = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !path.isEmpty, !path.hasPrefix("/"), !steps.contains("..") else {
      throw EvalError(.input, "'\(path)' is outside the query file's folder; copy it there.")
    }
    if let file = known.first(where: { $0.path == path }) { return file.bytes }
    guard let load else { throw EvalError(.input, "'\(path)' cannot be read from here.") }
    let bytes: [UInt8]
    do { bytes = try load(path) } catch { throw EvalError(.input, "\(error)") }
    known.append((path, bytes))
    return bytes
  }

  /// The text of such a file.
  mutating func text(_ path: String) throws(EvalError) -> String {
    guard let text = String(validating: try read(path), as: UTF8.self) else {
      throw EvalError(.input, "'\(path)' is not UTF-8; save it as UTF-8.")
    }
    return text
  }

  /// SHA-256 of the query file's bytes, and of the names and bytes of those it refers to.
  func hash(after bytes: [UInt8]) -> String {
    guard !known.isEmpty else { return SHA256.hex(of: bytes) }
    let parts = [SHA256.hex(of: bytes)] + known.map { "\(SHA256.hex(of: $0.bytes)) \($0.path)" }
    return SHA256.hex(of: parts.joined(separator: "\n").utf8)
  }
}
