// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Glibc

/// Why a store cannot be used, with the mend.
public struct StoreError: Error, Sendable, CustomStringConvertible {
  /// What went wrong; an open set.
  public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The spelling in JSON.
    public let rawValue: String
    /// A code.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The spelling.
    public var description: String { rawValue }

    /// The file or its folder may not be written.
    public static let notWritable = Code(rawValue: "not-writable")
    /// Another program keeps it locked.
    public static let locked = Code(rawValue: "locked")
    /// The file is damaged, or not a ledger at all.
    public static let corrupt = Code(rawValue: "corrupt")
    /// A newer version of the library wrote it.
    public static let newerSchema = Code(rawValue: "newer-schema")
    /// The disk is full.
    public static let diskFull = Code(rawValue: "disk-full")
    /// Two different calls have the same name.
    public static let duplicate = Code(rawValue: "duplicate")
    /// The store was closed.
    public static let closed = Code(rawValue: "closed")
    /// Anything else.
    public static let failed = Code(rawValue: "failed")
  }

  /// What went wrong.
  public var code: Code
  /// The file.
  public var path: String
  /// One sentence for a person, with the path and the mend.
  public var message: String

  /// An error.
  public init(_ code: Code, path: String, message: String) {
    self.code = code
    self.path = path
    self.message = message
  }

  /// The sentence.
  public var description: String { message }
}

extension StoreError: Hashable {
  /// Errors are alike when their codes and paths are.
  public static func == (left: StoreError, right: StoreError) -> Bool {
    left.code == right.code && left.path == right.path
  }
  /// Hashes the code and the path.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(code)
    hasher.combine(path)
  }
}

extension StoreError {
  /// What SQLite's result code means for a person.
  init(sqlite result: Int32, detail: String, path: String) {
    switch result & 0xFF {
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
      self.init(
        .notWritable, path: path,
        message:
          "The ledger \(path) cannot be opened for writing (\(detail)); make the file and its folder writable for you, or choose another path."
      )
    case SQLITE_BUSY, SQLITE_LOCKED:
      self.init(
        .locked, path: path,
        message:
          "The ledger \(path) is kept locked by another program; close that program, or choose another path."
      )
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      self.init(
        .corrupt, path: path,
        message:
          "The ledger \(path) is damaged or not a ledger (\(detail)); move it out of the way and a new one is begun."
      )
    case SQLITE_FULL:
      self.init(
        .diskFull, path: path,
        message: "The disk that holds the ledger \(path) is full; make room on it.")
    default:
      self.init(
        .failed, path: path,
        message: "The ledger \(path) failed: \(detail) (SQLite code \(result)).")
    }
  }
}

extension StoreError {
  /// What the system's last error means for a file that could not be opened, read or written.
  static func system(_ path: String, _ verb: String) -> StoreError {
    let number = errno
    let reason = String(cString: strerror(number)).lowercased()
    return StoreError(
      number == ENOSPC ? .diskFull : .notWritable, path: path,
      message: "\(path) cannot be \(verb): \(reason).")
  }

  /// The system has no thread left for a file.
  static func noThread(_ path: String) -> StoreError {
    StoreError(.failed, path: path, message: "No thread could be started for \(path).")
  }
}
