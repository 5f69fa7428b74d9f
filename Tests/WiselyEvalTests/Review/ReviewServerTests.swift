// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Wisely
import WiselyNet
import WiselyTesting

@testable import WiselyEval

/// A browser without a screen: it keeps the cookie and follows where it is led.
private struct Visitor {
  static let address = "127.0.0.1:4711"
  let server: ReviewServer
  var cookie: String?

  init(_ review: Review) { server = ReviewServer(review) { _ in } }

  var token: String { String(server.link(to: Self.address).split(separator: "/", maxSplits: 2)[2]) }

  func request(
    _ method: String, _ target: String, body: String = "", headers: [String: String?] = [:]
  ) -> ServerRequest {
    var fields: [String: String?] = ["host": Self.address, "cookie": cookie]
    if method == "POST" { fields["origin"] = "http://\(Self.address)" }
    fields.merge(headers) { $1 }
    var list = HTTPHeaders()
    for (name, value) in fields {
      if let value { _ = list.add(name: name, value: value) }
    }
    return ServerRequest(
      method: method, target: target, headers: list, body: Array(body.utf8),
      localAddress: Self.address)
  }

  func get(_ target: String, headers: [String: String?] = [:]) async -> ServerResponse {
    await server.answer(request("GET", target, headers: headers))
  }

  func post(_ target: String, _ body: String, headers: [String: String?] = [:]) async
    -> ServerResponse
  {
    await server.answer(request("POST", target, body: body, headers: headers))
  }

  /// The link without the scheme and the address.
  var link: String { "/" + (server.link(to: Self.address).split(separator: "/").last ?? "") }

  mutating func enter() async throws {
    let response = await get(link)
    let value = try #require(response.headers["set-cookie"])
    cookie = String(value.prefix { $0 != ";" })
  }
}

extension ServerResponse {
  fileprivate var text: String { String(decoding: body, as: UTF8.self) }
  /// Everything that goes over the wire.
  fileprivate var wire: String {
    headers.fields.map { "\($0.name): \($0.value)\n" }.joined() + text
  }
  fileprivate var step: Int? {
    text.firstMatch(of: /name="step" value="(\d+)"/).flatMap { Int($0.1) }
  }
}

@Suite("The page of a review") struct ReviewServerTests {
  @Test("The link opens once; afterwards the cookie is the key")
  func link() async throws {
    var visitor = Visitor(try ReviewFolder(queries: 2).review())
    #expect(await visitor.get("/").status == 403)
    #expect(await visitor.get("/begin").status == 403)
    #expect(await visitor.get("/begin?token=").status == 403)
    #expect(await visitor.get("/begin?token=" + String(repeating: "0", count: 64)).status == 403)
    let link = visitor.link
    #expect(await visitor.get(link + "&token=x").status == 403)
    let first = await visitor.get(link)
    #expect(first.status == 200)
    let cookie = try #require(first.headers["set-cookie"])
    #expect(cookie.contains("; Path=/; HttpOnly; SameSite=Strict"))
    #expect(cookie.hasPrefix("wisely-review-4711="))
    #expect(!cookie.contains(link.suffix(64)), "the token is not the secret")
    let again = await visitor.get(link)
    #expect(again.status == 403)
    #expect(again.headers["set-cookie"] == nil)
    visitor.cookie = String(cookie.prefix { $0 != ";" })
    #expect(await visitor.get("/").status == 200)
    #expect(await visitor.get(link).headers["set-cookie"] == nil, "back in the same browser")
    #expect(await visitor.get(link).status == 200)
    visitor.cookie?.removeLast()
    #expect(await visitor.get("/").status == 403)
    visitor.cookie = "wisely-review-4711="
    #expect(await visitor.get("/").status == 403)
  }

  @Test(
    "A name that means this machine is not this machine",
    arguments: [
      "localhost:4711", "evil.example:4711", "127.0.0.1", "127.0.0.1:80", "", "[::1]:4711",
    ])
  func host(name: String) async throws {
    var visitor = Visitor(try ReviewFolder(queries: 2).review())
    try await visitor.enter()
    #expect(await visitor.get("/", headers: ["host": name]).status == 421)
    let choice = await visitor.post("/choose", "step=0&choice=left", headers: ["host": name])
    #expect(choice.status == 421)
    #expect(await visitor.get("/").step == 0)
  }

  @Test(
    "A form of another page changes nothing",
    arguments: [
      ["origin": "http://evil.example"], ["origin": "null"], ["origin": nil],
      ["origin": "https://127.0.0.1:4711"], ["origin": "http://127.0.0.1:4712"],
      ["sec-fetch-site": "cross-site"], ["sec-fetch-site": "same-site"],
      ["sec-fetch-site": "none"], ["cookie": nil],
    ] as [[String: String?]])
  func origin(headers: [String: String?]) async throws {
    let folder = try ReviewFolder(queries: 2)
    var visitor = Visitor(try folder.review())
    try await visitor.enter()
    #expect(await visitor.post("/choose", "step=0&choice=left", headers: headers).status == 403)
    #expect(await visitor.post("/undo", "step=0", headers: headers).status == 403)
    #expect(try folder.preferences.choices.isEmpty)
    let good = await visitor.post(
      "/choose", "step=0&choice=left", headers: ["sec-fetch-site": "same-origin"])
    #expect(good.status == 303)
    #expect(try folder.preferences.choices.count == 1)
  }

  @Test("What is malformed or not there is said to be so, and nothing is kept of any answer")
  func others() async throws {
    let folder = try ReviewFolder(queries: 2)
    var visitor = Visitor(try folder.review())
    try await visitor.enter()
    for body in ["", "step=0", "choice=left", "step=x&choice=left", "step=0&choice=all", "step=%0"]
    {
      #expect(await visitor.post("/choose", body).status == 400, "\(body)")
    }
    #expect(await visitor.get("/preferences.jsonl").status == 404)
    #expect(await visitor.get("/../plan.json").status == 404)
    #expect(await visitor.get("/choose").status == 405)
    #expect(await visitor.server.answer(visitor.request("HEAD", "/")).status == 200)
    #expect(await visitor.server.answer(visitor.request("DELETE", "/")).status == 403)
    #expect(await visitor.post("/", "").status == 405)
    #expect(try folder.preferences.choices.isEmpty)
    for response in [await visitor.get("/"), await visitor.get("/x"), await visitor.get("/begin")] {
      #expect(response.headers["cache-control"] == "no-store")
      #expect(response.headers["vary"] == "Cookie")
      #expect(response.headers["x-content-type-options"] == "nosniff")
      let policy = response.headers["content-security-policy"] ?? ""
      #expect(policy.hasPrefix("default-src 'none'; "))
      #expect(!policy.contains("unsafe"))
      let nonce = policy.firstMatch(of: /'nonce-([a-z0-9]+)'/)?.1 ?? "?"
      #expect(response.text.contains("<script nonce=\"\(nonce)\">"))
    }
    let nonces = [await visitor.get("/"), await visitor.get("/")].map {
      $0.headers["content-security-policy"]
    }
    #expect(nonces[0] != nonces[1])
  }

  @Test("Plain forms do everything; each choice is in the log before the next item is shown")
  func forms() async throws {
    let folder = try ReviewFolder(queries: 12)
    let review = try folder.review()
    #expect(review.count == 13)
    var visitor = Visitor(review)
    try await visitor.enter()
    for step in 0..<13 {
      let page = await visitor.get("/")
      #expect(page.step == step)
      #expect(page.text.contains("\(step) of 13 rated"))
      let choice = ReviewChoice.allCases[step % 4]
      let moved = await visitor.post("/choose", "step=\(step)&choice=\(choice.rawValue)")
      #expect(moved.status == 303)
      #expect(moved.headers["location"] == "/")
      #expect(moved.body.isEmpty)
      #expect(try folder.preferences.choices.count == step + 1)
      #expect(try folder.preferences.choices.last?.choice == choice)
    }
    let end = await visitor.get("/")
    #expect(end.text.contains("All 13 rated"))
    #expect(await visitor.post("/choose", "step=13&choice=left").status == 303)
    #expect(await visitor.post("/undo", "step=13").status == 303)
    #expect(await visitor.get("/").step == 12)
    #expect(try folder.preferences.choices.count == 12)
    #expect(try folder.preferences.choices.filter(\.isRepeat).count <= 1)
  }

  @Test("A key pressed twice, or on a page that is out of date, says nothing of another item")
  func stale() async throws {
    let folder = try ReviewFolder(queries: 5)
    var visitor = Visitor(try folder.review())
    try await visitor.enter()
    let first = await visitor.get("/").text
    for _ in 0..<3 { #expect(await visitor.post("/choose", "step=0&choice=left").status == 303) }
    #expect(await visitor.post("/choose", "step=4&choice=left").status == 303)
    #expect(await visitor.post("/choose", "step=-1&choice=left").status == 303)
    #expect(await visitor.post("/undo", "step=0").status == 303)
    #expect(await visitor.get("/").step == 1)
    #expect(try folder.preferences.choices.count == 1)
    #expect(await visitor.post("/undo", "step=1").status == 303)
    // The same item again, the same sides.
    func answers(_ page: String) -> Substring? {
      page.firstMatch(of: /<div class="answers">[\s\S]*<\/main>/)?.0
    }
    #expect(answers(await visitor.get("/").text) == answers(first))
    #expect(await visitor.post("/undo", "step=0").status == 303, "nothing left to take back")
  }

  @Test("Another process goes on where one was killed, and other reviewers begin anew")
  func resumed() async throws {
    let folder = try ReviewFolder(queries: 20)
    var visitor = Visitor(try folder.review())
    try await visitor.enter()
    for step in 0..<7 { _ = await visitor.post("/choose", "step=\(step)&choice=both") }
    _ = await visitor.post("/undo", "step=7")
    let shown = await visitor.get("/").text
    let review = try folder.review()
    #expect(review.done == 6)
    var next = Visitor(review)
    try await next.enter()
    let page = await next.get("/")
    #expect(page.step == 6)
    func main(_ text: String) -> Substring? { text.firstMatch(of: /<main>[\s\S]*<\/main>/)?.0 }
    #expect(main(page.text) == main(shown))
    _ = await next.post("/undo", "step=6")
    #expect(await next.get("/").step == 5)
    #expect(try folder.review("bert").done == 0)
    #expect(try folder.review("bert").count == review.count)
  }

  @Test(
    "A choice that cannot be saved is said not to be, and asked for again",
    .enabled(if: access("/dev/full", W_OK) == 0))
  func full() async throws {
    let folder = try ReviewFolder(queries: 2)
    let elsewhere = try ReviewFolder(queries: 1)
    symlink("/dev/full", elsewhere.path + "/preferences.jsonl")
    let review = try Review(
      try ReviewMaterial(folder: folder.path), before: Preferences([]),
      log: try PreferenceLog(folder: elsewhere.path), reviewer: "anna",
      settings: Review.Settings(), now: ManualTime().surroundings.now)
    var visitor = Visitor(review)
    try await visitor.enter()
    let response = await visitor.post("/choose", "step=0&choice=left")
    #expect(response.status == 500)
    #expect(response.text.contains("role=\"alert\""))
    #expect(response.step == 0)
    #expect(!response.text.contains(elsewhere.path))
  }

  // MARK: - Blindness

  @Test("No response of the server says whose an answer is, or what it cost, took or measures")
  func blind() async throws {
    let setups = ["haiku+opus", "opus@low", "thrifty-local"]
    let folder = try ReviewFolder(
      queries: 12, setups: setups, models: ["claude-haiku-4-5", "claude-opus-4-5"],
      answer: { _, setup, _ in
        """
        I am \(setup), that is Claude Haiku 4.5 by Anthropic (claude-opus-4-5 helped; Thrifty Local too).
        Cost: $0.001234, 571 output tokens in 3.217 s. Right. <b class="\(setup)">bold</b>
        """
      })
    var visitor = Visitor(try folder.review())
    var wire = await visitor.get("/").wire + (await visitor.get("/x").wire)
    let welcome = await visitor.get(visitor.link)
    wire += welcome.wire
    visitor.cookie = welcome.headers["set-cookie"].map { String($0.prefix { $0 != ";" }) }
    wire += await visitor.get("/", headers: ["host": "x"]).wire
    wire += await visitor.post("/choose", "").wire + (await visitor.post("/", "").wire)
    wire += await visitor.post("/choose", "step=0&choice=left", headers: ["origin": "x"]).wire
    var pages = 0
    while let step = await visitor.get("/").step, pages < 20, step < 13 {
      wire += await visitor.get("/").wire
      wire += await visitor.post("/choose", "step=\(step)&choice=left").wire
      if pages == 3 { wire += await visitor.post("/undo", "step=\(step + 1)").wire }
      pages += 1
    }
    #expect(pages > 12)
    wire += await visitor.get("/").wire
    #expect(wire.contains("Right."), "the rest of the answers is there")
    #expect(wire.contains("[hidden]"))
    // Random digits can hold any number.
    let lower = wire.lowercased().replacing(/nonce[-=]"?[a-z0-9]+|=[0-9a-f]{64}/, with: "")
    let forbidden =
      setups + [
        "haiku", "opus", "claude", "anthropic", "thrifty", "4-5", "0.001234", "1234", "571",
      ]
      + [
        "3.217", "217", "token", "trial", "cost_", "usd", "seconds", "attempt", "score", "baseline",
      ]
      + [folder.path.lowercased(), "\"q0\"", ">q0<", "abc"]
    for word in forbidden { #expect(!lower.contains(word), "\(word)") }
    let items = try folder.preferences.choices.map(\.item)
    #expect(items.allSatisfy { !wire.contains($0) })
  }

  @Test("A page is the same but for the words of the answers, whoever said them and how much")
  func structure() async throws {
    func page(_ folder: ReviewFolder) async throws -> String {
      var visitor = Visitor(try folder.review())
      try await visitor.enter()
      return await visitor.get("/").text
        .replacing(/nonce="[a-z0-9]+"/, with: "nonce")
        .replacing(/<div class="text" dir="auto">SAID[\s\S]*?<\/div>/, with: "")
    }
    let short = try ReviewFolder(queries: 1, answer: { _, _, _ in "SAID so" })
    let mixed = try ReviewFolder(
      queries: 1,
      answer: { _, setup, _ in
        setup == "cheap-one"
          ? "SAID so" : "SAID " + String(repeating: "more and more\n", count: 500)
      })
    let other = try ReviewFolder(
      queries: 1, setups: ["zebra", "aardvark"], answer: { _, _, _ in "SAID so" })
    let expected = try await page(short)
    #expect(try await page(mixed) == expected)
    #expect(try await page(other) == expected)
  }

  @Test("Words that are HTML are words, and odd characters do no harm")
  func escaping() async throws {
    let folder = try ReviewFolder(
      queries: 1, prompt: { _ in "<script>q()</script>" },
      answer: { _, _, _ in
        "<img src=x onerror='a()'> & \"quoted\" \u{0}\u{1B}[31m \u{85} é\r\n\tend"
      })
    var visitor = Visitor(try folder.review("<i>anna</i>"))
    try await visitor.enter()
    let text = await visitor.get("/").text
    #expect(text.contains("&lt;script&gt;q()&lt;/script&gt;"))
    #expect(text.contains("&lt;img src=x onerror=&#39;a()&#39;&gt; &amp; &quot;quoted&quot; "))
    #expect(text.contains("&lt;i&gt;anna&lt;/i&gt;"))
    #expect(text.contains(" é\n\tend"))
    #expect(
      text.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && $0.value != 0x85 || "\n\t".unicodeScalars.contains($0)
      })
  }
}
