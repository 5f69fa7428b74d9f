// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WiselyAssistant

@Suite struct WorkspaceTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func workspace(
    _ paths: String..., rules: WorkspaceRules = WorkspaceRules(), opener: BeneathOpener = .best
  ) throws -> Workspace {
    try Workspace(paths: paths.map(folder.at), rules: rules, opener: opener)
  }

  private func read(_ name: String, in workspace: Workspace) throws -> String {
    let file = try workspace.text(of: workspace.open(name, for: .read))
    return file.lines.joined(separator: "\n")
  }

  private func refusal(_ name: String, in workspace: Workspace) -> AccessDenial.Reason? {
    do {
      _ = try read(name, in: workspace)
      return nil
    } catch {
      return (error as? AccessDenial)?.reason ?? AccessDenial.Reason(rawValue: "\(error)")
    }
  }

  @Test("The kernel's resolver works here, so that both ways are tested")
  func kernel() { #expect(BeneathOpener.best == .kernel) }

  @Test("Nothing outside is reached by any kind of link", arguments: BeneathOpener.allCases)
  func links(opener: BeneathOpener) throws {
    try folder.file("outside/secret.md", "OUTSIDE\n")
    try folder.file("docs/a.md", "inside\n")
    try folder.file("docs/sub/b.md", "below\n")
    try folder.file("docs-evil/c.md", "OUTSIDE\n")
    try folder.link("docs/file-link.md", to: "../outside/secret.md")
    try folder.link("docs/absolute-link.md", to: folder.at("outside/secret.md"))
    try folder.link("docs/folder-link", to: "../outside")
    try folder.link("docs/inner-link.md", to: "a.md")
    try folder.link("docs/sub/up", to: "..")
    try folder.link("docs/loop", to: "loop")
    try folder.link("docs/magic", to: "/proc/self/root")
    try folder.hardLink("docs/hard.md", to: "outside/secret.md")
    let docs = try workspace("docs", opener: opener)

    #expect(try read("a.md", in: docs) == "inside")
    #expect(try read("sub/b.md", in: docs) == "below")
    #expect(try read("sub/../a.md", in: docs) == "inside")
    for name in [
      "file-link.md", "absolute-link.md", "folder-link", "folder-link/secret.md", "inner-link.md",
      "sub/up", "sub/up/a.md", "loop", "loop/x", "magic", "magic/etc/passwd",
    ] {
      #expect(refusal(name, in: docs) == .link, "\(name)")
    }
    #expect(refusal("hard.md", in: docs) == .hardLink)
    #expect(refusal("../docs-evil/c.md", in: docs) == .outside)
    #expect(refusal("a.md/x", in: docs) == .notFolder)
    #expect(refusal("sub", in: docs) == .folder)
    #expect(refusal("nothing.md", in: docs) == .missing)
    #expect(refusal(folder.at("docs/a.md"), in: docs) == .absolute)
  }

  @Test("A pipe is refused without waiting for a writer", arguments: BeneathOpener.allCases)
  func pipe(opener: BeneathOpener) throws {
    try folder.folder("docs")
    #expect(folder.pipe("docs/pipe"))
    #expect(refusal("pipe", in: try workspace("docs", opener: opener)) == .special)
    #expect(throws: WorkspaceError.self) { try workspace("docs/pipe") }
  }

  @Test("What is exchanged after the start leads nowhere", arguments: BeneathOpener.allCases)
  func exchanged(opener: BeneathOpener) throws {
    try folder.file("outside/a.md", "OUTSIDE\n")
    try folder.file("docs/a.md", "inside\n")
    try folder.file("docs/sub/a.md", "inside\n")
    try folder.file("one/named.md", "named\n")
    let docs = try workspace("docs", "one/named.md", opener: opener)
    #expect(try read("docs/sub/a.md", in: docs) == "inside")

    try folder.remove("docs/a.md")
    try folder.link("docs/a.md", to: "../outside/a.md")
    try folder.remove("docs/sub")
    try folder.link("docs/sub", to: "../outside")
    try folder.remove("one/named.md")
    try folder.link("one/named.md", to: "../outside/a.md")
    #expect(refusal("docs/a.md", in: docs) == .link)
    #expect(refusal("docs/sub/a.md", in: docs) == .link)
    #expect(refusal("named.md", in: docs) == .link)

    // The root's handle stays with the folder that was named, whatever takes over its path.
    try folder.remove("docs")
    try folder.link("docs", to: "outside")
    #expect(refusal("docs/a.md", in: docs) == .missing)
  }

  @Test("A link that the user names is followed once, at the start")
  func namedLink() throws {
    try folder.file("real/a.md", "real\n")
    try folder.file("other/a.md", "OTHER\n")
    try folder.file("real/.env", "K=V\n")
    try folder.link("docs", to: "real")
    try folder.link("doc.md", to: "real/a.md")
    let named = try workspace("docs", "doc.md")
    #expect(named.rootNames == ["docs/", "doc.md"])
    #expect(try read("docs/a.md", in: named) == "real")
    #expect(try read("doc.md", in: named) == "real")
    try folder.remove("docs")
    try folder.link("docs", to: "other")
    #expect(try read("docs/a.md", in: named) == "real")
  }

  @Test("Hidden and secret files are closed unless the user names them")
  func secrets() throws {
    try folder.file("docs/.env", "KEY=abcd1234\n")
    try folder.file("docs/.git/config", "x\n")
    try folder.file("docs/server.pem", "x\n")
    let docs = try workspace("docs")
    #expect(refusal(".env", in: docs) == .secret)
    #expect(refusal("./.git/../.env", in: docs) == .secret)
    #expect(refusal(".git/config", in: docs) == .hidden)
    #expect(refusal("server.pem", in: docs) == .secret)
    #expect(try read("config", in: workspace("docs/.git")) == "x")
    #expect(try read("server.pem", in: workspace("docs/server.pem")) == "x")
    let both = try workspace("docs", "docs/.env")
    #expect(try read(".env", in: both) == "KEY=abcd1234")
    #expect(refusal("docs/.env", in: both) == .secret)
  }

  @Test("One folder's names need no prefix, and its own name is understood")
  func prefix() throws {
    try folder.file("docs/a.md", "one\n")
    try folder.file("docs/docs/b.md", "two\n")
    let docs = try workspace("docs")
    #expect(try read("a.md", in: docs) == "one")
    #expect(try read("docs/a.md", in: docs) == "one")
    #expect(try read("docs/b.md", in: docs) == "two")
    #expect(try read("docs/docs/b.md", in: docs) == "two")
    #expect(try docs.open("docs", for: .list).location.components == ["docs"])
  }

  @Test("Named twice counts once; names alike are told apart")
  func several() throws {
    try folder.file("a/docs/x.md", "first\n")
    try folder.file("b/docs/x.md", "second\n")
    let both = try workspace("a/docs", "b/docs", "a/../a/docs/", "a/docs/x.md", "b/docs/x.md")
    #expect(both.rootNames == ["docs/", "docs-2/", "x.md", "x-2.md"])
    #expect(try read("docs-2/x.md", in: both) == "second")
    #expect(try read("x-2.md", in: both) == "second")
  }

  @Test("What cannot be opened at the start is an error that names it")
  func startErrors() throws {
    let missing = #expect(throws: WorkspaceError.self) { try workspace("nothing") }
    #expect(missing?.description.contains("nothing") == true)
    #expect(throws: WorkspaceError.self) { try Workspace(paths: [""]) }
    #expect(throws: WorkspaceError.self) { try Workspace(paths: ["a\0b"]) }
    try folder.link("loop", to: "loop")
    let loop = #expect(throws: WorkspaceError.self) { try workspace("loop") }
    #expect(loop?.description.contains("leads to itself") == true)
  }

  @Test("Size is checked again while reading, since files grow")
  func size() throws {
    var rules = WorkspaceRules()
    rules.maximumFileSize = 10
    try folder.file("docs/exact.md", "123456789\n")
    try folder.file("docs/large.md", "1234567890\n")
    let docs = try workspace("docs", rules: rules)
    #expect(try read("exact.md", in: docs) == "123456789")
    #expect(refusal("large.md", in: docs) == .tooLarge)
    var opened = try docs.open("exact.md", for: .read)
    opened.size = 0
    try folder.file("docs/grown.md", "1\n")
    let grown = try docs.open("grown.md", for: .read)
    opened.descriptor = grown.descriptor
    #expect(try docs.bytes(of: opened) == Array("1\n".utf8))
    try folder.remove("docs/grown.md")
  }

  @Test(
    "What is not text is refused by name of what it is",
    arguments: [
      (Array("%PDF-1.7 x".utf8), "PDF"), ([0xFF, 0xFE, 0x41, 0x00], "UTF-16"),
      ([0x50, 0x4B, 0x03, 0x04, 0x00], "zip"), ([0x89, 0x50, 0x4E, 0x47], "picture"),
      ([0x41, 0x00, 0x42], "binary"), ((0..<200).map { UInt8(0x80 + $0 % 64) }, "binary"),
    ] as [([UInt8], String)])
  func binary(bytes: [UInt8], word: String) throws {
    try folder.file("docs/x", bytes: bytes)
    let docs = try workspace("docs")
    let denial = #expect(throws: AccessDenial.self) { try read("x", in: docs) }
    #expect(denial?.reason == .binary)
    #expect(denial?.description.contains(word) == true)
  }

  @Test("A few bytes that are not UTF-8 are repaired and counted")
  func repaired() throws {
    let bytes = Array("caf".utf8) + [0xE9] + Array(" \u{FFFD} au lait, a long line\n".utf8)
    let file = try TextFile(bytes, name: "x", redacting: false)
    #expect(file.lines == ["caf\u{FFFD} \u{FFFD} au lait, a long line"])
    #expect(file.repairs == 1)
  }

  @Test(
    "Lines end at a line feed, with or without a carriage return",
    arguments: [
      ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\r\nb\r\n", ["a", "b"]), ("\n\n", ["", ""]),
      ("a\n\nb", ["a", "", "b"]), ("\u{FEFF}a\n", ["a"]), ("a\rb\n", ["a\rb"]), ("\r\n", [""]),
    ] as [(String, [Substring])])
  func lines(text: String, lines: [Substring]) throws {
    #expect(try TextFile(Array(text.utf8), name: "x", redacting: false).lines == lines)
  }
}
