// SPDX-License-Identifier: Apache-2.0

/// What a plan or advice says to look at: documents in backticks, patterns in quotation marks.
struct Guidance: Hashable {
  /// Documents or folders named.
  var paths: [String] = []
  /// Texts to search for.
  var patterns: [String] = []
  /// What the result should be, if the words say so.
  var expected: String?

  /// Whether there is nothing to follow.
  var isEmpty: Bool { paths.isEmpty && patterns.isEmpty }

  init() {}

  init(reading words: [String]) {
    for text in words {
      paths += text.matches(of: /`([^`\n]+\.\w{1,5}|[^`\n]+\/)`/).map { String($0.1) }
      patterns += text.matches(of: /(?i)search for '([^'\n]+)'/).map { String($0.1) }
      if let match = text.matches(of: /(?im)\bthe result (?:is|should be) (.+?)\.?$/).last {
        expected = String(match.1)
      }
    }
  }

  /// The words for looks that another model should take.
  static func words(for looks: [Look]) -> String {
    var sentences: [String] = []
    for look in looks {
      let path = look.input["path"]?.string
      switch look.tool {
      case "list": sentences.append("List the documents.")
      case "search":
        let pattern = look.input["pattern"]?.string ?? ""
        sentences.append(
          "Search for '\(pattern)' in \(path.map { "`\($0)`" } ?? "all documents") with room for every match."
        )
      default:
        if let path { sentences.append("Read all of `\(path)`, to its last line.") }
      }
    }
    return sentences.joined(separator: " ")
  }
}
