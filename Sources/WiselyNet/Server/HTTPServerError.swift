// SPDX-License-Identifier: Apache-2.0

/// Why a server cannot serve.
package struct HTTPServerError: Error, Sendable, CustomStringConvertible {
  /// What went wrong; an open set.
  package struct Code: RawRepresentable, Hashable, Sendable {
    /// The spelling.
    package let rawValue: String
    /// A code.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// The port is somebody else's.
    package static let portTaken = Code(rawValue: "port-taken")
    /// The kernel gives no socket or thread.
    package static let noSocket = Code(rawValue: "no-socket")
  }

  /// What went wrong.
  package var code: Code
  /// One sentence.
  package var message: String

  /// An error.
  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence.
  package var description: String { message }
}

extension HTTPServerError: Hashable {
  /// Errors are alike when their codes are.
  package static func == (left: Self, right: Self) -> Bool { left.code == right.code }
  /// Hashes the code.
  package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
