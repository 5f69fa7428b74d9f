// SPDX-License-Identifier: Apache-2.0

extension Plan {
  /// A plan made of its text: the hash, the id and the files all follow from it.
  public init(text: String, planner: ModelID, handover: Handover = .fresh) {
    let hash = SHA256.hex(of: text.utf8)
    self.init(
      id: "plan-" + hash.prefix(12), hash: hash, text: text, files: PlanText(text).files,
      planner: planner, handover: handover)
  }

  /// Whether it stands for a plan that never came: the executor then works alone.
  public var isEmpty: Bool { text.isEmpty }

  /// How many numbered steps the text has at its outermost level, or nil when it numbers nothing.
  public var numberedSteps: Int? {
    let count = PlanText(text).numberedLines
    return count > 0 ? count : nil
  }
}

/// What can be read off a plan's Markdown.
struct PlanText {
  /// The lines outside fenced code.
  private let lines: [Substring]

  init(_ text: String) {
    var isFenced = false
    lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).filter {
      guard $0.drop(while: \.isWhitespace).hasPrefix("```") else { return !isFenced }
      isFenced.toggle()
      return false
    }
  }

  /// Names in backticks that look like paths, in order of mention, each once.
  var files: [String] {
    var files: [String] = []
    for line in lines {
      let parts = line.split(separator: "`", omittingEmptySubsequences: false)
      // Every second part stands between backticks; the last one only if it was closed.
      for index in stride(from: 1, to: parts.count - 1, by: 2) {
        guard let path = Self.path(parts[index]), !files.contains(path) else { continue }
        files.append(path)
      }
    }
    return files
  }

  var numberedLines: Int {
    lines.count { line in
      let digits = line.prefix(while: \.isNumber)
      let rest = line.dropFirst(digits.count)
      return !digits.isEmpty && (rest.hasPrefix(". ") || rest.hasPrefix(") "))
    }
  }

  private static let bareNames: Set<String> = [
    "Makefile", "Dockerfile", "README", "LICENSE", "CHANGELOG", "Gemfile", "Rakefile", "Justfile",
  ]

  /// A path without its line number, or nil for what is code, a command or an address.
  private static func path(_ quoted: Substring) -> String? {
    var name = quoted
    if let colon = name.firstIndex(of: ":"),
      name[colon...].dropFirst().allSatisfy({ $0.isNumber || ":-,".contains($0) })
    {
      name = name[..<colon]
    }
    let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || "/._-+@~".contains($0) }
    guard isPlain, let first = name.first, first != "-", first != "@" else { return nil }
    if bareNames.contains(String(name)) { return String(name) }
    if name.contains("/") {
      return name.contains(where: \.isLetter) && !name.hasPrefix("//") ? String(name) : nil
    }
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
    let suffix = name[name.index(after: dot)...]
    let isSuffix =
      (1...5).contains(suffix.count) && suffix.contains(where: \.isLetter)
      && suffix.allSatisfy { $0.isNumber || $0.isLowercase }
    let stem = name[..<dot]
    // `self.id` is code.
    return isSuffix && stem != "self" && stem != "this" ? String(name) : nil
  }
}
