// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Testing

@testable import WiselyAssistant

/// The gate against an oracle that walks absolute paths with `lstat`, one prefix after the other.
@Suite struct PathFuzzTests {
  /// The same numbers from the same seed, everywhere.
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static let names = ["a", "b", "c.md", "docs", "docs-evil", ".env", ".h", "Ä", "x y"]

  /// A tree of folders, files, links of all kinds and pipes, with files of the same names outside.
  private static func grow(_ folder: TemporaryFolder, _ random: inout Generator) throws {
    var folders = ["docs", "outside", "docs-evil"]
    for name in folders { try folder.folder(name) }
    try folder.file("docs/c.md", "IN\n")
    for _ in 0..<60 {
      let parent = folders.randomElement(using: &random) ?? "docs"
      let name = names.randomElement(using: &random) ?? "a"
      let path = "\(parent)/\(name)"
      var status = stat()
      guard lstat(folder.at(path), &status) != 0 else { continue }
      switch UInt.random(in: 0..<10, using: &random) {
      case 0...2:
        try folder.folder(path)
        folders.append(path)
      case 3...5:
        try folder.file(
          path, "\(parent.hasPrefix("docs/") || parent == "docs" ? "IN" : "OUTSIDE") \(path)\n")
      case 6:
        let targets = ["..", ".", "../outside", "../..", "a", "c.md", "../docs-evil/a", "/"]
        try folder.link(path, to: targets.randomElement(using: &random) ?? "..")
      case 7:
        try folder.link(path, to: folder.at(folders.randomElement(using: &random) ?? "outside"))
      case 8:
        try? folder.hardLink(path, to: "\(folders.randomElement(using: &random) ?? "docs")/a")
      default: _ = folder.pipe(path)
      }
    }
  }

  private static func request(_ random: inout Generator) -> String {
    let pool = names + ["..", ".", "", "outside", "nothing"]
    let count = Int.random(in: 1...6, using: &random)
    let parts = (0..<count).map { _ in pool.randomElement(using: &random) ?? "a" }
    let text = parts.joined(separator: "/")
    return UInt.random(in: 0..<20, using: &random) == 0 ? "/" + text : text
  }

  /// The bytes a request should give, or nil when it should give none.
  private static func expected(_ request: String, below root: String) -> String? {
    guard !request.hasPrefix("/") else { return nil }
    var stack: [String] = []
    for part in request.split(separator: "/") where part != "." {
      if part == ".." {
        guard !stack.isEmpty else { return nil }
        stack.removeLast()
      } else {
        stack.append(String(part))
      }
    }
    // The folder's own name may be said in front, where nothing inside is called that.
    if stack.first == "docs", !exists(stack, below: root),
      !stack.contains(where: { $0.hasPrefix(".") }),
      reachable(stack.dropLast(), root)
    {
      return content(Array(stack.dropFirst()), below: root)
    }
    return content(stack, below: root)
  }

  private static func exists(_ stack: [String], below root: String) -> Bool {
    var status = stat()
    return lstat(([root] + stack).joined(separator: "/"), &status) == 0
  }

  /// Whether a missing name is missing, rather than behind a link, a file or a closed folder.
  private static func reachable(_ parents: ArraySlice<String>, _ root: String) -> Bool {
    var path = root
    for name in parents {
      path += "/" + name
      var status = stat()
      if lstat(path, &status) != 0 { return true }
      if status.st_mode & S_IFMT != S_IFDIR { return false }
    }
    return true
  }

  private static func content(_ stack: [String], below root: String) -> String? {
    guard !stack.isEmpty, !stack.contains(where: { $0.hasPrefix(".") }) else { return nil }
    var path = root
    for (index, name) in stack.enumerated() {
      path += "/" + name
      var status = stat()
      guard lstat(path, &status) == 0 else { return nil }
      let kind = status.st_mode & S_IFMT
      guard kind == (index == stack.count - 1 ? S_IFREG : S_IFDIR) else { return nil }
      if kind == S_IFREG, status.st_nlink != 1 { return nil }
    }
    return try? String(contentsOfFile: path, encoding: .utf8)
  }

  @Test(
    "The gate agrees with a brute-force walk on random trees",
    arguments: 1...12 as ClosedRange<UInt64>)
  func agrees(seed: UInt64) throws {
    var random = Generator(state: seed)
    let folder = try TemporaryFolder()
    try Self.grow(folder, &random)
    let root = folder.at("docs")
    let workspaces = try BeneathOpener.allCases.map {
      try Workspace(paths: [root], rules: WorkspaceRules(), opener: $0)
    }
    var allowed = 0
    for _ in 0..<600 {
      let request = Self.request(&random)
      let wanted = Self.expected(request, below: root)
      for workspace in workspaces {
        let bytes = try? workspace.bytes(of: workspace.open(request, for: .read))
        let got = bytes.map { String(decoding: $0, as: UTF8.self) }
        #expect(got == wanted, "seed \(seed), request \(request.debugDescription)")
        #expect(
          got?.contains("OUTSIDE") != true, "seed \(seed), request \(request.debugDescription)")
      }
      if wanted != nil { allowed += 1 }
    }
    #expect(allowed > 0, "seed \(seed) allowed nothing, so it tested little")
  }

  @Test("A listing shows exactly what may be read", arguments: 1...12 as ClosedRange<UInt64>)
  func lists(seed: UInt64) throws {
    var random = Generator(state: seed &* 977)
    let folder = try TemporaryFolder()
    try Self.grow(folder, &random)
    let root = folder.at("docs")
    var wanted: [String] = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
      if Self.content(path.split(separator: "/").map(String.init), below: root) != nil {
        wanted.append(path)
      }
    }
    for opener in BeneathOpener.allCases {
      let workspace = try Workspace(paths: [root], rules: WorkspaceRules(), opener: opener)
      let listing = try WorkspaceWalk.listing(of: nil, in: workspace, .init())
      #expect(listing.entries.map(\.name) == wanted.sorted(by: PathText.isOrdered), "seed \(seed)")
    }
  }
}
