// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WiselyAssistant

@Suite struct PathGateTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var request: String
    var components: [String]?
    var reason: AccessDenial.Reason?
    var testDescription: String { request.debugDescription }

    static func allow(_ request: String, _ components: [String]) -> Row {
      Row(request: request, components: components)
    }
    static func deny(_ request: String, _ reason: AccessDenial.Reason) -> Row {
      Row(request: request, reason: reason)
    }
  }

  static let folder = PathGate(
    roots: [.init(label: "docs", isFolder: true)], rules: WorkspaceRules())
  static let several = PathGate(
    roots: [
      .init(label: "docs", isFolder: true), .init(label: "notes.md", isFolder: false),
      .init(label: "src", isFolder: true),
    ], rules: WorkspaceRules())

  static let requests: [Row] = [
    .allow("", []), .allow(".", []), .allow("./", []), .allow("a.md", ["a.md"]),
    .allow("./a.md", ["a.md"]), .allow("a//b/./c.md", ["a", "b", "c.md"]),
    .allow("a/../b.md", ["b.md"]), .allow("a/b/", ["a", "b"]), .allow("a.md/", ["a.md"]),
    .allow("...", ["..."]), .allow("..a", ["..a"]), .allow("a b.md", ["a b.md"]),
    .allow("~/.ssh", ["~", ".ssh"]), .allow("$HOME/x", ["$HOME", "x"]),
    .allow("C:\\x", ["C:\\x"]), .allow("..\\x", ["..\\x"]),
    .deny("..", .outside), .deny("../x", .outside), .deny("a/../../x", .outside),
    .deny("./../docs/a.md", .outside), .deny("../../../../../../etc/passwd", .outside),
    .deny("a/../..", .outside), .deny("/etc/passwd", .absolute), .deny("//etc/passwd", .absolute),
    .deny("/", .absolute), .deny("a\0b", .malformed), .deny("a\nb", .malformed),
    .deny("a\u{202E}dm.b", .malformed), .deny("\u{1B}[2J", .malformed),
    .deny(String(repeating: "a/", count: 3_000), .malformed),
  ]

  @Test("A request is read as text before any disk is asked", arguments: requests)
  func locate(_ row: Row) throws {
    if let reason = row.reason {
      let denial = #expect(throws: AccessDenial.self) { try Self.folder.locate(row.request) }
      #expect(denial?.reason == reason)
    } else {
      #expect(try Self.folder.locate(row.request).components == row.components)
    }
  }

  @Test(
    "With several roots the first component says which, by bytes and whole",
    arguments: [
      ("docs/a.md", 0, ["a.md"]), ("notes.md", 1, []), ("src", 2, []), ("src/../docs/b", 0, ["b"]),
      ("docs-evil/a.md", nil, nil), ("doc/a.md", nil, nil), ("DOCS/a.md", nil, nil),
      ("docs/../../x", nil, nil),
    ] as [(String, Int?, [String]?)])
  func roots(request: String, root: Int?, components: [String]?) throws {
    guard let root else {
      #expect(throws: AccessDenial.self) { try Self.several.locate(request) }
      return
    }
    let location = try Self.several.locate(request)
    #expect(location == PathGate.Location(root: root, components: components ?? []))
  }

  @Test(
    "Names of keys, passwords and hidden things are closed at any depth and in any case",
    arguments: [
      (".env", .secret), (".ENV", .secret), (".env.production", .secret), ("prod.env", .secret),
      ("a/.git/config", .hidden), (".ssh/id_rsa", .secret), ("ID_RSA", .secret),
      ("x/server.PEM", .secret), ("k.p12", .secret), ("a/credentials.json", .secret),
      ("client_secret_1.json", .secret), (".netrc", .secret), (".cache/x.md", .hidden),
      ("a/.hidden/b/c.md", .hidden), ("terraform.tfstate", .secret),
      ("a.md", nil), ("id_rsa.pub", nil), ("environment.md", nil), ("keys.md", nil),
      ("secret-santa.md", nil), ("git/config", nil),
    ] as [(String, AccessDenial.Reason?)])
  func names(name: String, reason: AccessDenial.Reason?) throws {
    let location = try Self.folder.locate(name)
    guard let reason else { return try Self.folder.admit(location) }
    let denial = #expect(throws: AccessDenial.self) { try Self.folder.admit(location) }
    #expect(denial?.reason == reason)
    var open = Self.folder
    open.rules.allowsHidden = true
    open.rules.allowsSecrets = true
    try open.admit(location)
  }

  private func verdict(
    _ gate: PathGate, _ location: PathGate.Location, _ purpose: PathGate.Purpose,
    _ resolved: PathGate.Resolved
  ) -> AccessDenial.Reason? {
    do throws(AccessDenial) {
      try gate.decide(location, for: purpose, resolved: resolved)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test(
    "What was opened decides, whatever it was called",
    arguments: [
      (.init(kind: .file, size: 5, links: 1), nil, nil),
      (.init(kind: .file, size: 10_000_000, links: 1), nil, nil),
      (.init(kind: .file, size: 10_000_001, links: 1), .tooLarge, nil),
      (.init(kind: .file, size: 5, links: 2), .hardLink, .hardLink),
      (.init(kind: .folder, size: 0, links: 3), .folder, nil),
      (.init(kind: .link, size: 5, links: 1), .link, .link),
      (.init(kind: .other, size: 5, links: 1), .special, .special),
      (.init(kind: .file, size: 5, links: 1, isBeneath: false), .changed, .changed),
      (.init(kind: .file, size: 5, links: 1, components: [".env"]), .secret, .secret),
      (.init(kind: .file, size: 5, links: 1, components: [".git", "x"]), .hidden, .hidden),
      (.init(kind: .file, size: 5, links: 1, components: ["A.md"]), nil, nil),
    ] as [(PathGate.Resolved, AccessDenial.Reason?, AccessDenial.Reason?)])
  func decisions(
    resolved: PathGate.Resolved, reading: AccessDenial.Reason?, listing: AccessDenial.Reason?
  ) {
    let location = PathGate.Location(root: 0, components: ["a.md"])
    #expect(verdict(Self.folder, location, .read, resolved) == reading)
    #expect(verdict(Self.folder, location, .list, resolved) == listing)
  }

  @Test("A file the user named may be secret or linked twice, but never a link or a pipe")
  func namedFile() throws {
    let gate = PathGate(roots: [.init(label: ".env", isFolder: false)], rules: WorkspaceRules())
    let location = try gate.locate(".env")
    try gate.admit(location)
    let secret = PathGate.Resolved(kind: .file, size: 1, links: 2, components: [".env"])
    #expect(verdict(gate, location, .read, secret) == nil)
    #expect(verdict(gate, location, .read, .init(kind: .link, size: 1, links: 1)) == .link)
    #expect(verdict(gate, location, .read, .init(kind: .other, size: 1, links: 1)) == .special)
    let below = try gate.locate(".env/x")
    let denial = #expect(throws: AccessDenial.self) { try gate.admit(below) }
    #expect(denial?.reason == .notFolder)
  }

  @Test("Labels are unique and stay in the order in which the roots were named")
  func labels() {
    #expect(PathGate.labels(for: ["docs", "docs", "src"]) == ["docs", "docs-2", "src"])
    #expect(PathGate.labels(for: ["a.md", "a.md", "a.md"]) == ["a.md", "a-2.md", "a-3.md"])
    #expect(PathGate.labels(for: ["x", "x", "x-2"]) == ["x", "x-2", "x-2-2"])
    #expect(PathGate.labels(for: [".env", ".env"]) == [".env", ".env-2"])
    // Composed and decomposed are two names on disk although Swift calls them equal.
    #expect(PathGate.labels(for: ["\u{E9}", "e\u{301}"]).map(\.utf8.count) == [2, 3])
  }

  @Test("Every denial is one sentence that names the path, with control characters spelled out")
  func sentences() {
    let reasons: [AccessDenial.Reason] = [
      .absolute, .outside, .malformed, .hidden, .secret, .link, .hardLink, .special, .folder,
      .notFolder, .tooLarge, .binary, .missing, .unreadable, .changed, .tooDeep,
    ]
    for reason in reasons {
      let text = AccessDenial("a\u{1B}[2J\n", reason).description
      #expect(text.contains("'a\\u{1b}[2J\\u{a}'"))
      #expect(text.hasSuffix("."))
      #expect(!text.contains("\n"))
    }
  }
}
