// SPDX-License-Identifier: Apache-2.0

/// Why a request got no response, or not all of it.
///
/// Statuses are not errors; cancellation is `CancellationError`.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
  /// What went wrong; an open set.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The spelling.
    public let rawValue: String
    /// A code.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The URL is not one, or not of http or https.
    public static let invalidURL = Code(rawValue: "invalid-url")
    /// The method is not a token.
    public static let invalidMethod = Code(rawValue: "invalid-method")
    /// The host's name has no address.
    public static let cannotResolve = Code(rawValue: "cannot-resolve")
    /// Nobody answers there.
    public static let cannotConnect = Code(rawValue: "cannot-connect")
    /// There is no secure connection, or no trust.
    public static let tls = Code(rawValue: "tls")
    /// A deadline passed.
    public static let timedOut = Code(rawValue: "timed-out")
    /// The connection broke before the end.
    public static let connectionLost = Code(rawValue: "connection-lost")
    /// Something is larger than allowed.
    public static let tooLarge = Code(rawValue: "too-large")
    /// The other side does not speak HTTP.
    public static let protocolError = Code(rawValue: "protocol-error")
    /// libcurl is missing or unusable.
    public static let unavailable = Code(rawValue: "unavailable")
    /// Anything else.
    public static let other = Code(rawValue: "other")
  }

  /// What went wrong.
  public var code: Code
  /// One sentence; never holds a header or a body.
  public var message: String

  /// An error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence.
  public var description: String { message }
}

extension HTTPError: Hashable {
  /// Errors are alike when their codes are.
  public static func == (left: HTTPError, right: HTTPError) -> Bool { left.code == right.code }
  /// Hashes the code.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
