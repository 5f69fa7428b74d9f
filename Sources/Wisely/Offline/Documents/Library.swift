// SPDX-License-Identifier: Apache-2.0

/// A look at documents that has to be taken before a question can be answered.
struct Look: Hashable {
  /// The tool: `list`, `search` or `read`.
  var tool: String
  /// The arguments.
  var input: JSONValue
}

/// Thrown when a solver needs looks that nobody has taken yet.
struct MissingEvidence: Error, Hashable {
  /// All looks that can be taken now, in parallel.
  var looks: [Look]
}

/// Documents as seen through the tools of a request.
///
/// It takes no look itself: a solver runs from the start on every turn, over the results so far, and
/// stops at the first look that is missing. So the state of the work is the transcript and nothing else.
struct Library {
  /// Results by tool and arguments.
  private var results: [Look: String]
  /// The definitions the request offers, by name.
  private let tools: [String: ToolDefinition]
  /// Whether looks can be asked for at all.
  let canLook: Bool
  /// What others advised to look at.
  let guidance: Guidance
  private(set) var pagesLeft: Int
  private let matches: Int
  /// What could not be covered, in sentences.
  private(set) var gaps: [String] = []

  static let pageLines = 200

  init(
    results: [Look: String] = [:], tools: [ToolDefinition] = [], guidance: Guidance = Guidance(),
    budget: SearchBudget
  ) {
    self.results = results
    self.tools = Dictionary(tools.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    canLook = self.tools["read"] != nil && self.tools["search"] != nil
    self.guidance = guidance
    let allowed = budget.following(!guidance.isEmpty)
    pagesLeft = allowed.pages
    matches = allowed.matches
  }

  mutating func note(gap: String) { if !gaps.contains(gap) { gaps.append(gap) } }

  // MARK: - List

  /// A document there is.
  struct Entry: Hashable {
    var path: String
    var lines: Int?
  }

  private static let listedFile = Pattern(/\s*(.+?)\s+\((\d+) lines?, [\d,]+ bytes?\)\s*/)
  private static let fileName = Pattern(/^\S+\.\w+$/)

  /// All documents.
  func entries() throws -> [Entry] {
    let look = Look(tool: "list", input: [:])
    guard let text = results[look] else { throw MissingEvidence(looks: [look]) }
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      if let match = line.wholeMatch(of: Self.listedFile) {
        return Entry(path: String(match.1), lines: Int(match.2))
      }
      let bare = line.trimmingSpace()
      return bare.contains(Self.fileName) ? Entry(path: bare, lines: nil) : nil
    }
  }

  // MARK: - Search

  /// What a search said.
  struct Matches: Hashable {
    struct Line: Hashable {
      var path: String
      var number: Int
      var text: String

      /// Reads a line of results; by hand, as an expression for every line costs most of the time.
      init?(_ line: Substring) {
        var rest = line
        while let colon = rest.firstIndex(of: ":") {
          let after = rest[rest.index(after: colon)...]
          let digits = after.prefix(while: \.isNumber)
          let tail = after.dropFirst(digits.count)
          if let number = Int(digits), tail.first == ":" {
            path = String(line[..<colon])
            self.number = number
            text = String(tail.dropFirst(tail.hasPrefix(": ") ? 2 : 1))
            return
          }
          rest = after
        }
        return nil
      }
    }

    var lines: [Line] = []
    var total: Int?
    /// Whether the tool said that it left matches out.
    var isCut = false
    /// Whether all matches are here.
    var isComplete: Bool { total == lines.count && !isCut }
  }

  /// The lines that contain a text, in one document, a folder or everywhere.
  mutating func search(_ pattern: String, path: String? = nil) throws -> Matches {
    var members: [(String, JSONValue)] = [("pattern", .string(pattern))]
    if let path { members.append(("path", .string(path))) }
    let wanted = Look(
      tool: "search",
      input: .object(JSONObject(members + [("maximumMatches", JSONValue(matches))])))
    guard let found = known(pattern, path) ?? results[wanted].map(Self.matches) else {
      throw MissingEvidence(looks: [wanted])
    }
    if !found.isComplete {
      note(
        gap:
          "the search for '\(pattern)' showed \(found.lines.count) of \(found.total.map(String.init) ?? "more") matches"
      )
    }
    return found
  }

  /// A search somebody already made serves as well if it showed everything.
  private func known(_ pattern: String, _ path: String?) -> Matches? {
    for (look, text) in results where look.tool == "search" {
      let isSame =
        look.input["pattern"]?.string?.lowercased() == pattern.lowercased()
        && look.input["path"]?.string == path && look.input["regex"]?.bool != true
      guard isSame else { continue }
      let found = Self.matches(in: text)
      if found.isComplete { return found }
    }
    return nil
  }

  private static let matchCount = Pattern(/^([\d,]+) match(?:es)? in/)
  private static let cutWord = Pattern(/(?i)more|cut|only|first/)
  private static let noMatch = Pattern(/^[Nn]o match/)
  private static let cutNotice = Pattern(/(?i)more match|cut off|left out|only the first|not shown/)

  private static func matches(in text: String) -> Matches {
    var matches = Matches()
    for line in text.split(whereSeparator: \.isNewline) {
      if let found = Matches.Line(line) {
        matches.lines.append(found)
      } else if let match = line.firstMatch(of: Self.matchCount) {
        matches.total = Int(match.1.replacing(",", with: ""))
        matches.isCut = matches.isCut || line.contains(Self.cutWord)
      } else if line.contains(Self.noMatch) {
        matches.total = 0
      } else if line.contains(Self.cutNotice) {
        matches.isCut = true
      }
    }
    return matches
  }

  // MARK: - Read

  /// Documents, as far as the budget reaches; what is left out is noted as a gap.
  mutating func read(_ paths: [String]) throws -> [Document] {
    var documents: [Document] = []
    var missing: [Look] = []
    for path in paths {
      var document = Document(path: path)
      while !document.isComplete {
        guard pagesLeft > 0 else {
          note(
            gap: document.lines.isEmpty
              ? "`\(path)` was not read"
              : "only \(document.lines.count) of \(document.total ?? 0) lines of `\(path)` were read"
          )
          break
        }
        pagesLeft -= 1
        let look = readLook(path, from: document.lines.count + 1)
        guard let text = results[look] else {
          missing.append(look)
          break
        }
        guard document.append(page: text) else {
          note(gap: "`\(path)` could not be read")
          break
        }
      }
      documents.append(document)
    }
    guard missing.isEmpty else { throw MissingEvidence(looks: missing) }
    return documents
  }

  private func readLook(_ path: String, from line: Int) -> Look {
    let takesOffset = tools["read"]?.inputSchema["properties"]?["offset"] != nil
    var members: [(String, JSONValue)] = [("path", .string(path))]
    if line > 1 { members.append((takesOffset ? "offset" : "from", JSONValue(line))) }
    return Look(tool: "read", input: .object(JSONObject(members)))
  }
}

/// One document, as far as it was read.
struct Document: Hashable {
  let path: String
  private(set) var lines: [String] = []
  /// The number of lines the tool claims there are.
  private(set) var total: Int?
  var isComplete: Bool { total.map { lines.count >= $0 } ?? false }

  init(path: String) { self.path = path }

  private static let pageEnd = Pattern(/lines? \d+(?:-\d+)? of (\d+).*/)

  /// Adds a page of numbered lines; false when it does not continue the document.
  mutating func append(page: String) -> Bool {
    let before = lines.count
    for line in page.split(whereSeparator: \.isNewline) {
      let bare = line.drop { $0 == " " }
      let digits = bare.prefix(while: \.isNumber)
      let rest = bare.dropFirst(digits.count)
      if Int(digits) == lines.count + 1, rest.first == ":" {
        lines.append(String(rest.dropFirst(rest.hasPrefix(": ") ? 2 : 1)))
      } else if digits.isEmpty, let match = line.wholeMatch(of: Self.pageEnd) {
        total = Int(match.1)
      }
    }
    // An empty document is complete at once; a page without progress would never end.
    return lines.count > before || total == 0
  }
}
