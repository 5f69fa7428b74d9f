// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyAssistant

@Suite struct FileToolsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.file("docs/a.md", "Alpha\nbeta ALPHA\n")
    try folder.file("docs/sub/b.md", "gamma\r\nalpha 42\r\n")
    try folder.file("docs/empty.md", "")
  }

  private func answer(
    _ tool: String, _ input: JSONValue, rules: WorkspaceRules = WorkspaceRules()
  ) async throws -> ToolResult {
    let workspace = try Workspace(paths: [folder.at("docs")], rules: rules)
    let named = try #require(workspace.tools.first { $0.definition.name == tool })
    return try await named.answer(ToolUse(id: "t1", name: tool, input: input))
  }

  @Test("list shows every file with its lines and bytes, and says what it skipped")
  func list() async throws {
    try folder.file("docs/.env", "K=V\n")
    try folder.file("docs/logo.png", bytes: [0x89, 0x50, 0x4E, 0x47, 0])
    try folder.link("docs/link.md", to: "a.md")
    try folder.file("docs/bad\nname.md")
    let result = try await answer("list", [:])
    #expect(!result.isError)
    #expect(
      result.text == """
        a.md  (2 lines, 17 bytes)
        empty.md  (0 lines, 0 bytes)
        logo.png  (binary, 5 bytes)
        sub/b.md  (2 lines, 17 bytes)
        (skipped: .env (secret), bad\\u{a}name.md (malformed), link.md (symbolic link))
        4 files
        """)
    #expect(
      try await answer("list", ["path": "sub"]).text == "sub/b.md  (2 lines, 17 bytes)\n1 files")
    #expect(try await answer("list", ["path": "a.md"]).text == "a.md  (2 lines, 17 bytes)\n1 files")
    #expect(try await answer("list", ["path": "../x"]).isError)
    #expect(try await answer("list", ["path": "nothing"]).isError)
  }

  @Test("list stops at its limits and says so")
  func listLimits() async throws {
    for number in 0..<40 { try folder.file("docs/many/\(number).md") }
    var rules = WorkspaceRules()
    rules.maximumEntries = 10
    let cut = try await answer("list", [:], rules: rules).text
    #expect(cut.contains("more than 10 entries"))
    rules = WorkspaceRules()
    rules.maximumCountedBytes = 40
    let uncounted = try await answer("list", [:], rules: rules).text
    #expect(uncounted.contains("a.md  (2 lines, 17 bytes)"))
    #expect(uncounted.contains("many/9.md  (6 bytes)"))
    rules = WorkspaceRules()
    rules.maximumDepth = 1
    #expect(try await answer("list", [:], rules: rules).text.contains("many (too deep)"))
    rules.maximumFileSize = 10
    #expect(
      try await answer("list", [:], rules: rules).text.contains("a.md  (too large, 17 bytes)"))
  }

  @Test("A long list is cut to what a result may hold, with a note of how to go on")
  func longList() async throws {
    let name = String(repeating: "n", count: 200)
    for number in 0..<200 { try folder.file("docs/\(name)\(number).md") }
    let text = try await answer("list", [:]).text
    #expect(text.utf8.count < 31_000)
    #expect(text.contains(" of 203 files; list a folder by its path to see the others)"))
    #expect(text.hasSuffix("\n203 files"))
  }

  @Test("search finds lines without regard to case, in order, with their numbers")
  func search() async throws {
    #expect(
      try await answer("search", ["pattern": "ALPHA"]).text == """
        a.md:1: Alpha
        a.md:2: beta ALPHA
        sub/b.md:2: alpha 42
        3 matches in 2 files
        """)
    #expect(
      try await answer("search", ["pattern": "alpha", "maximumMatches": 1]).text == """
        a.md:1: Alpha
        3 matches in 2 files (showing the first 1)
        """)
    #expect(
      try await answer("search", ["pattern": "alpha", "path": "sub"]).text
        == "sub/b.md:2: alpha 42\n1 matches in 1 files")
    #expect(
      try await answer("search", ["pattern": "a \\d+$", "regex": true]).text
        == "sub/b.md:2: alpha 42\n1 matches in 1 files")
    #expect(try await answer("search", ["pattern": "a \\d+$"]).text == "0 matches in 0 files")
  }

  @Test(
    "A search that cannot be made is a failed result in words",
    arguments: [
      ["pattern": ""], ["pattern": "("], ["pattern": "a\nb"], ["pattern": "x", "path": "/etc"],
      ["pattern": "x", "path": "../.."], ["pattern": "x", "maximumMatches": 0], [:],
      ["pattern": .string(String(repeating: "x", count: 1_001))],
    ] as [JSONValue])
  func badSearch(input: JSONValue) async throws {
    var input = input
    if input["pattern"]?.string == "(" { input = ["pattern": "(", "regex": true] }
    let result = try await answer("search", input)
    #expect(result.isError)
    #expect(!result.text.isEmpty)
  }

  @Test("search says which files it could not look into, and cuts long lines")
  func unsearched() async throws {
    try folder.file("docs/x.pdf", "%PDF-1.4\nalpha\n")
    try folder.file("docs/long.md", "alpha" + String(repeating: "é", count: 1_000) + "\n")
    let text = try await answer("search", ["pattern": "alpha"]).text
    #expect(text.contains("(not searched: x.pdf (binary))"))
    #expect(text.contains("… [line cut]"))
    #expect(text.hasSuffix("\n4 matches in 3 files"))
  }

  @Test("read numbers lines and says which part it showed")
  func read() async throws {
    #expect(
      try await answer("read", ["path": "a.md"]).text == "1: Alpha\n2: beta ALPHA\nlines 1-2 of 2")
    #expect(
      try await answer("read", ["path": "docs/a.md", "from": 2]).text
        == "2: beta ALPHA\nlines 2-2 of 2")
    #expect(
      try await answer("read", ["path": "a.md", "lines": 1]).text
        == "1: Alpha\n(to go on, read from line 2)\nlines 1-1 of 2")
    #expect(
      try await answer("read", ["path": "empty.md"]).text
        == "(the file is empty)\nlines 0-0 of 0")
    let all: JSONValue = ["path": "a.md", "from": 1, "lines": .init(Int.max)]
    #expect(try await answer("read", all).text.hasSuffix("lines 1-2 of 2"))
  }

  @Test(
    "What cannot be read is a failed result in words",
    arguments: [
      (["path": "a.md", "from": 3], "no line 3"), (["path": "a.md", "from": 0], "counted from 1"),
      (["path": "a.md", "lines": 0], "at least 1"), (["path": "sub"], "is a folder"),
      (["path": "../../etc/passwd"], "outside"), (["path": "/etc/passwd"], "absolute"),
      (["path": "c.md"], "There is no 'c.md'"), ([:], "schema"), (["path": 7], "schema"),
    ] as [(JSONValue, String)])
  func badRead(input: JSONValue, words: String) async throws {
    let result = try await answer("read", input)
    #expect(result.isError)
    #expect(result.text.contains(words))
  }

  @Test("read holds to its size and says where to go on")
  func longRead() async throws {
    let lines = (1...5_000).map { "line \($0) " + String(repeating: "x", count: 40) }
    try folder.file("docs/long.md", lines.joined(separator: "\n"))
    let first = try await answer("read", ["path": "long.md", "lines": 5_000]).text
    #expect(first.utf8.count < 30_200)
    let last = try #require(first.split(separator: "\n").last)
    let end = try #require(Int(last.dropFirst("lines 1-".count).prefix { $0.isNumber }))
    #expect(last == "lines 1-\(end) of 5000")
    #expect(first.contains("(to go on, read from line \(end + 1))"))
    let next = try await answer("read", ["path": "long.md", "from": .init(end + 1)]).text
    #expect(next.hasPrefix("\(end + 1): line \(end + 1) x"))

    try folder.file("docs/wide.md", String(repeating: "é", count: 9_999) + "\nend\n")
    let wide = try await answer("read", ["path": "wide.md"]).text
    #expect(wide.contains("é… [line cut; it has 19998 bytes]\n2: end\n"))
  }

  @Test("Secrets are replaced before anything is handed out, and cannot be searched for")
  func redacted() async throws {
    try folder.file("docs/setup.md", "intro\npassword=hunter2\n")
    #expect(
      try await answer("read", ["path": "setup.md"]).text == """
        1: intro
        2: password=[redacted]
        (1 secret in the file replaced by [redacted])
        lines 1-2 of 2
        """)
    #expect(try await answer("search", ["pattern": "hunter"]).text == "0 matches in 0 files")
    #expect(
      try await answer("search", ["pattern": "password=h", "regex": true]).text
        == "0 matches in 0 files")
    var rules = WorkspaceRules()
    rules.redactsSecrets = false
    #expect(try await answer("read", ["path": "setup.md"], rules: rules).text.contains("hunter2"))
  }

  @Test("Results are the same twice, and definitions are fixed and say whose words they hand on")
  func deterministic() async throws {
    let one = try Workspace(paths: [folder.at("docs")])
    let two = try Workspace(paths: [folder.at("docs"), folder.at("docs/a.md")])
    #expect(one.tools.map(\.definition) == two.tools.map(\.definition))
    #expect(one.tools.map(\.definition.name) == ["list", "search", "read"])
    for definition in one.tools.map(\.definition) {
      #expect(definition.effect == .reads)
      #expect(definition.description.contains("untrusted"))
      #expect(definition.inputSchema["type"]?.string == "object")
    }
    #expect(try await answer("list", [:]) == answer("list", [:]))
  }

  @Test("Several roots are listed under their labels")
  func labels() async throws {
    let workspace = try Workspace(paths: [folder.at("docs"), folder.at("docs/a.md")])
    let text = try await ListTool(workspace: workspace).call(.init(path: nil))
    #expect(text.hasPrefix("a.md  (2 lines, 17 bytes)\ndocs/a.md  (2 lines, 17 bytes)\n"))
    #expect(text.hasSuffix("4 files"))
  }
}
