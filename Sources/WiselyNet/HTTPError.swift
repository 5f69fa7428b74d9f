// SPDX-License-Identifier: Apache-2.0

/// Why a request got no response, or not all of it.
///
/// Statuses are not errors; cancellation is `CancellationError`.
package struct HTTPError: Error, Sendable, CustomStringConvertible {
  /// What went wrong; an open set.
  package struct Code: RawRepresentable, Hashable, Sendable {
    /// The spelling.
    package let rawValue: String
    /// A code.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// The URL is not one, or not of http or https.
    package static let invalidURL = Code(rawValue: "invalid-url")
    /// The method is not a token.
    package static let invalidMethod = Code(rawValue: "invalid-method")
    /// The host's name has no address.
    package static let cannotResolve = Code(rawValue: "cannot-resolve")
    /// Nobody answers there.
    package static let cannotConnect = Code(rawValue: "cannot-connect")
    /// There is no secure connection, or no trust.
    package static let tls = Code(rawValue: "tls")
    /// A deadline passed.
    package static let timedOut = Code(rawValue: "timed-out")
    /// The connection broke before the end.
    package static let connectionLost = Code(rawValue: "connection-lost")
    /// Something is larger than allowed.
    package static let tooLarge = Code(rawValue: "too-large")
    /// The other side does not speak HTTP.
    package static let protocolError = Code(rawValue: "protocol-error")
    /// libcurl is missing or unusable.
    package static let unavailable = Code(rawValue: "unavailable")
    /// Anything else.
    package static let other = Code(rawValue: "other")
  }

  /// What went wrong.
  package var code: Code
  /// One sentence; never holds a header or a body.
  package var message: String

  /// An error.
  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence.
  package var description: String { message }
}

extension HTTPError: Hashable {
  /// Errors are alike when their codes are.
  package static func == (left: HTTPError, right: HTTPError) -> Bool { left.code == right.code }
  /// Hashes the code.
  package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
