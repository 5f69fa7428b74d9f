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

  private static let namedPath = Pattern(/`([^`\n]+\.\w{1,5}|[^`\n]+\/)`/)
  private static let namedSearch = Pattern(/(?i)search for '([^'\n]+)'/)
  private static let statedResult = Pattern(/(?im)\bthe result (?:is|should be) (.+?)\.?$/)

  init(reading words: [String]) {
    for text in words {
      paths += text.matches(of: Self.namedPath).map { String($0.1) }
      patterns += text.matches(of: Self.namedSearch).map { String($0.1) }
      if let match = text.matches(of: Self.statedResult).last {
        expected = String(match.1)
      }
    }
  }

  private static let unreadLines = Pattern(
    /only \d+ of \d+ lines of `([^`\n]+)` were read|`([^`\n]+)` was not read/)
  private static let cutSearch = Pattern(/the search for '([^'\n]+)' showed/)

  /// The words for what an executor says it left out: `only 400 of 479 lines of …`.
  static func words(forGapsIn question: String) -> String {
    var sentences: [String] = []
    for match in question.matches(of: Self.unreadLines) {
      guard let path = match.1 ?? match.2 else { continue }
      sentences.append("Read all of `\(path)`, to its last line.")
    }
    for match in question.matches(of: Self.cutSearch) {
      sentences.append("Search for '\(match.1)' with room for every match.")
    }
    return sentences.joined(separator: " ")
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
