// SPDX-License-Identifier: Apache-2.0

import Wisely

extension AnthropicReply {
  /// A way to fail, with a name for parametrised tests.
  public struct NamedFailure: Sendable, CustomStringConvertible {
    /// What it is.
    public let description: String
    /// The status, or nil when the head never came or the status was 200.
    public let status: Int?
    /// The answer.
    public let reply: AnthropicReply
  }

  /// Every status that the API documents, with the body that the API gives it.
  public static let documentedFailures: [NamedFailure] = errorTypes.map { status, type in
    NamedFailure(
      description: "\(status) \(type)", status: status,
      reply: .failure(status: status, type: type, message: "A failure of a test."))
  }

  /// Failures of what stands before the API: no JSON, a page of HTML, nothing at all.
  public static let foreignFailures: [NamedFailure] = [
    foreign(413, "text/plain", "Payload Too Large"),
    foreign(502, "text/html", "<html><head><title>502 Bad Gateway</title></head></html>"),
    foreign(503, "application/json", "{\"message\": \"no healthy upstream\"}"),
    foreign(504, "application/json", "{\"type\": \"error\", \"err"),
    foreign(500, nil, ""), foreign(429, nil, ""), foreign(520, "text/html", "\u{FEFF}<h1>?</h1>"),
  ]

  /// Connections that break before there is a head.
  public static let lostConnections: [NamedFailure] = [true, false].flatMap { resetting in
    let ending = resetting ? "reset" : "closed"
    let base = AnthropicReply.text("Never read.")
    return [
      NamedFailure(
        description: "\(ending) before the head", status: nil,
        reply: base.with(\.faults, .lost(resetting: resetting))),
      NamedFailure(
        description: "\(ending) within the head", status: nil,
        reply: base.with(\.faults, .cutHead(resetting: resetting))),
    ]
  }

  /// Streams that begin with 200 and never come to their end.
  public static func brokenStreams(_ base: AnthropicReply) -> [NamedFailure] {
    let errors = ["overloaded_error", "api_error", "rate_limit_error", "unheard_of_error"].flatMap {
      type in
      [("before", 1), ("after", -2)].map { place, position in
        NamedFailure(
          description: "\(type) \(place) content", status: nil,
          reply: base.with(
            \.faults, .errorEvent(type: type, message: "A failure.", position: position)))
      }
    }
    let cuts = Ending.allCases.flatMap { ending in
      [1, 3, -2, -1].flatMap { position in
        [
          NamedFailure(
            description: "\(ending) within event \(position)", status: nil,
            reply: base.with(\.faults, .cut(position: position, ending))),
          NamedFailure(
            description: "\(ending) before event \(position)", status: nil,
            reply: base.with(\.faults, .ends(position: position, ending))),
        ]
      }
    }
    return errors + cuts
  }

  /// The status that belongs to a type of error.
  static func status(of type: String) -> Int { errorTypes.first { $0.1 == type }?.0 ?? 500 }

  private static let errorTypes: [(Int, String)] = [
    (400, "invalid_request_error"), (401, "authentication_error"), (402, "billing_error"),
    (403, "permission_error"), (404, "not_found_error"), (409, "conflict_error"),
    (413, "request_too_large"), (429, "rate_limit_error"), (500, "api_error"),
    (504, "timeout_error"), (529, "overloaded_error"),
  ]

  private static func foreign(_ status: Int, _ type: String?, _ body: String) -> NamedFailure {
    NamedFailure(
      description: "\(status) \(type ?? "without a type"), \(body.utf8.count) bytes",
      status: status, reply: .broken(status: status, contentType: type, body: Array(body.utf8)))
  }
}
