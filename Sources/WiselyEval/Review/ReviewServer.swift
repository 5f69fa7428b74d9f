// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet

/// Serves the page of one review to one browser.
struct ReviewServer: Sendable {
  private let session: ReviewSession
  private let reviewer: String
  private let door = ReviewDoor()
  /// Told what the page cannot say, such as the path of a log that cannot be written.
  private let report: @Sendable (Review.Event) -> Void

  init(_ review: Review, report: @escaping @Sendable (Review.Event) -> Void) {
    session = review.session
    reviewer = review.reviewer
    self.report = report
  }

  func link(to address: String) -> String { door.link(to: address) }

  func answer(_ request: ServerRequest) async -> ServerResponse {
    let page = ReviewPage(reviewer: reviewer, nonce: Self.nonce())
    if let (status, sentence) = door.refusal(of: request) {
      return page.response(page.notice(sentence), status: status)
    }
    switch (request.path, request.method) {
    case ("/begin", "GET"):
      if let cookie = door.open(request) {
        return page.response(page.welcome, with: [("set-cookie", cookie)])
      }
      // Going back to the link in the same browser is nothing to complain about.
      guard !door.knows(request) else { return page.response(page.welcome) }
      return page.response(page.notice(Self.closed), status: 403)
    case (let path, _) where !["/", "/choose", "/undo"].contains(path):
      return page.response(page.notice("There is nothing here."), status: 404)
    case _ where !door.knows(request):
      return page.response(page.notice(Self.closed), status: 403)
    case ("/", "GET"), ("/", "HEAD"):
      return page.response(page.page(await session.view))
    case ("/choose", "POST"), ("/undo", "POST"): return await change(request, page)
    default:
      let allowed = request.path == "/" ? "GET, HEAD" : "POST"
      return page.response(
        page.notice("This cannot be done here."), status: 405, with: [("allow", allowed)])
    }
  }

  private static let closed =
    "This link was used before, or is not the one that was printed. Run the command again for a new one; what was rated is kept."

  private func change(_ request: ServerRequest, _ page: ReviewPage) async -> ServerResponse {
    guard let form = FormFields(request.body), let step = form["step"].flatMap({ Int($0) }) else {
      return page.response(page.notice("The form is malformed."), status: 400)
    }
    do {
      if request.path == "/undo" {
        try await session.undo(at: step)
      } else {
        guard let choice = form["choice"].flatMap({ ReviewChoice(rawValue: $0) }) else {
          return page.response(page.notice("The form is malformed."), status: 400)
        }
        try await session.choose(choice, at: step)
      }
      let view = await session.view
      report(.saved(done: view.done, count: view.count))
      return page.redirect()
    } catch {
      report(.failed(error))
      let alert = "Your choice was not saved; the terminal says why. Please choose again."
      return page.response(page.page(await session.view, alert: alert), status: 500)
    }
  }

  private static func nonce() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in String(generator.next() as UInt64, radix: 36) }.joined()
  }
}

extension ReviewPage {
  /// A page nobody keeps, frames or takes anything from.
  func response(
    _ html: String, status: Int = 200, with more: [(String, String)] = []
  ) -> ServerResponse {
    var headers = HTTPHeaders()
    for (name, value) in common + more { _ = headers.add(name: name, value: value) }
    _ = headers.add(name: "content-type", value: "text/html; charset=utf-8")
    return ServerResponse(status: status, headers: headers, body: Array(html.utf8))
  }

  /// To the item that is to be rated now.
  func redirect() -> ServerResponse { response("", status: 303, with: [("location", "/")]) }

  private var common: [(String, String)] {
    [
      ("cache-control", "no-store"), ("vary", "Cookie"), ("x-content-type-options", "nosniff"),
      ("x-frame-options", "DENY"), ("cross-origin-opener-policy", "same-origin"),
      ("cross-origin-resource-policy", "same-origin"),
      // Not no-referrer: with it browsers send "Origin: null" from our own forms.
      ("referrer-policy", "same-origin"),
      (
        "content-security-policy",
        "default-src 'none'; style-src 'nonce-\(nonce)'; script-src 'nonce-\(nonce)'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
      ),
    ]
  }
}

extension Review {
  /// Serves the review on this machine until the closure is done or the task is cancelled.
  ///
  /// The closure is given the link that opens the review once, and in one browser; `report` hears
  /// of every choice, saved or not. Port 0 is any free one.
  ///
  /// - Throws: `HTTPServerError`, and what the closure throws.
  public func serve<Value: Sendable>(
    port: Int = 0, report: @escaping @Sendable (Event) -> Void = { _ in },
    body: (_ link: String) async throws -> Value
  ) async throws -> Value {
    let server = ReviewServer(self, report: report)
    return try await withHTTPServer(port: port, { await server.answer($0) }) {
      try await body(server.link(to: $0.address))
    }
  }
}
