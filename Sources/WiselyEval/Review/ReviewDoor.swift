// SPDX-License-Identifier: Apache-2.0

import Synchronization
import WiselyNet

/// Decides who may talk to the review: whoever opened the one link that was printed.
///
/// Other pages in the same browser can send requests to any port of this machine, and a name they
/// own can be made to mean 127.0.0.1. So the Host has to be the address itself, whatever changes
/// something has to come from our own page, and the cookie goes with requests of our own pages
/// only.
final class ReviewDoor: Sendable {
  private let token: String
  private let secret: String
  private let isTokenUsed = Mutex(false)

  init() {
    var generator = SystemRandomNumberGenerator()
    token = Self.random(using: &generator)
    secret = Self.random(using: &generator)
  }

  /// The link that opens the door once.
  func link(to address: String) -> String { "http://\(address)/begin?token=\(token)" }

  private static func random(using generator: inout SystemRandomNumberGenerator) -> String {
    (0..<4).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Why a request is turned away, before anything else is looked at; nil when it is not.
  func refusal(of request: ServerRequest) -> (status: Int, sentence: String)? {
    guard request.headers["host"] == request.localAddress else {
      return (421, "This address is not the one that was printed; open that one.")
    }
    guard request.method != "GET", request.method != "HEAD" else { return nil }
    guard request.headers["origin"] == "http://\(request.localAddress)",
      ["same-origin", nil].contains(request.headers["sec-fetch-site"])
    else { return (403, "This did not come from the review's own page.") }
    return nil
  }

  /// The cookie for whoever brings the token for the first time; nil for everybody else.
  func open(_ request: ServerRequest) -> String? {
    guard let form = FormFields(query: request.query), let token = form["token"],
      Self.areSame(token, self.token)
    else { return nil }
    let isFirst = isTokenUsed.withLock { isUsed in
      defer { isUsed = true }
      return !isUsed
    }
    guard isFirst else { return nil }
    return "\(Self.cookie(request))=\(secret); Path=/; HttpOnly; SameSite=Strict"
  }

  /// Whether a request brings the cookie.
  func knows(_ request: ServerRequest) -> Bool {
    request.cookie(Self.cookie(request)).map { Self.areSame($0, secret) } ?? false
  }

  /// Cookies do not know of ports: two reviews at once need two names.
  private static func cookie(_ request: ServerRequest) -> String {
    "wisely-review-\(request.localAddress.split(separator: ":").last ?? "")"
  }

  /// Compares in a time that does not depend on where the texts differ.
  private static func areSame(_ left: String, _ right: String) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
