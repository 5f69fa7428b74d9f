// SPDX-License-Identifier: Apache-2.0

/// Looks one fact up: finds where its subject is mentioned, reads there, and matches words.
struct FactSearch {
  let words: String
  let place: String?
  /// How many words of the question may be searched for.
  let terms: Int

  /// Words that add nothing to the name of an attribute.
  private static let optional: Set<String> = ["address", "number", "value", "figure", "date"]

  private var wanted: [String] {
    Words.content(of: words).map(Self.synonym)
  }

  private static func synonym(_ word: String) -> String {
    switch word {
    case "e-mail", "mail": "email"
    case "telephone": "phone"
    default: word
    }
  }

  func run(_ library: inout Library) throws -> Finding {
    guard place == nil, !library.guidance.paths.isEmpty else {
      return try finding(in: paths(&library), &library)
    }
    let advised = try library.guidance.paths.flatMap { try DocumentTask.resolve($0, &library) }
    var narrow = library
    let found = try finding(in: advised, &narrow)
    if found.isVerified {
      library = narrow
      return found.advised("\(found.check) That it is the right document rests on the advice.")
    }
    // The advice may name only what was left out so far.
    let own = try paths(&library)
    return try finding(in: own + advised.filter { !own.contains($0) }, &library)
  }

  private func finding(in paths: [String], _ library: inout Library) throws -> Finding {
    let documents = try library.read(paths)
    return finding(documents.flatMap { DocumentReader($0).facts }, &library)
  }

  // MARK: - Where to look

  private func paths(_ library: inout Library) throws -> [String] {
    if place != nil { return try DocumentTask.resolve(place, &library) }
    for term in (library.guidance.patterns + searchTerms).prefix(terms) {
      let found = try library.search(term)
      if !found.lines.isEmpty { return ranked(found.lines) }
    }
    library.note(
      gap:
        "nothing was found for \(searchTerms.prefix(terms).map { "'\($0)'" }.joined(separator: ", "))"
    )
    return []
  }

  /// The question's words, the most telling first: with digits, then names, then the longest.
  private var searchTerms: [String] {
    let raw = words.split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init)
    let telling = raw.enumerated().filter {
      !Words.little.contains(Words.stem($0.element.lowercased()))
    }
    return telling.sorted { left, right in
      let (one, two) = (rank(left.element, left.offset), rank(right.element, right.offset))
      return one == two ? left.offset < right.offset : one > two
    }.map(\.element)
  }

  private func rank(_ word: String, _ position: Int) -> Int {
    if word.contains(where: \.isNumber) { return 1_000 }
    if position > 0, word.first?.isUppercase == true { return 500 + word.count }
    return word.count
  }

  private static let heading = Pattern(/^\s*[#|]/)

  /// Documents whose matches can carry the fact; a line of prose that lacks the other words cannot.
  private func ranked(_ lines: [Library.Matches.Line]) -> [String] {
    let wanted = Set(wanted).subtracting(Self.optional)
    var best: [String: Int] = [:]
    for line in lines {
      let here = Set(Words.of(line.text).map(Self.synonym))
      let isStructure =
        line.text.contains(Self.heading) || line.path.lowercased().hasSuffix(".csv")
      let score = wanted.intersection(here).count * 2 + (isStructure ? 1 : 0)
      let isAble = isStructure || wanted.isSubset(of: here)
      if isAble { best[line.path] = max(best[line.path] ?? 0, score) }
    }
    // When no line can, the fact may hang under a heading of another wording.
    if best.isEmpty { for line in lines { best[line.path] = 0 } }
    return best.keys.sorted { left, right in
      let (one, two) = (best[left] ?? 0, best[right] ?? 0)
      return one == two ? left < right : one > two
    }
  }

  // MARK: - Matching

  private func finding(_ facts: [Fact], _ library: inout Library) -> Finding {
    let wanted = Set(wanted)
    let needed = wanted.subtracting(Self.optional)
    var full: [(fact: Fact, extra: Int)] = []
    var partial: (fact: Fact, missing: Int)?
    for fact in facts {
      let attribute = Set(fact.attribute.map(Self.synonym))
      guard !needed.isDisjoint(with: attribute) else { continue }
      let missing = needed.subtracting(attribute).subtracting(fact.subject).count
      if missing == 0 {
        full.append((fact, attribute.subtracting(wanted).count))
      } else if missing < needed.count - 1, missing < partial?.missing ?? .max {
        partial = (fact, missing)
      }
    }
    let least = full.map(\.extra).min()
    let nearest = full.filter { $0.extra == least }.map(\.fact)
    guard let fact = nearest.first ?? partial?.fact else {
      library.note(gap: "no line answers the question")
      return result("not found", "I found no such fact.", nil, library)
    }
    if nearest.isEmpty { library.note(gap: "the line found lacks a word of the question") }
    let values = Set(nearest.map { Self.clean($0.value).lowercased() })
    if values.count > 1 { library.note(gap: "the documents give \(values.count) different values") }
    let value = Self.clean(fact.value)
    return result(value, "`\(fact.path)` line \(fact.line): \(value).", fact, library)
  }

  private static let lastMark = Pattern(/[.;]$/)

  private static func clean(_ value: String) -> String {
    value.replacing("**", with: "").replacing(Self.lastMark, with: "").trimmingSpace()
  }

  private func result(
    _ answer: String, _ working: String, _ fact: Fact?, _ library: Library
  ) -> Finding {
    let isCovered = library.gaps.isEmpty
    let how = fact.map { "Read all of `\($0.path)`, to its last line; line \($0.line) has it." }
    return Finding(
      answer: answer, working: working,
      check: isCovered
        ? "that line has every word of the question, and no other line says otherwise."
        : library.gaps.joined(separator: "; ") + ".",
      isVerified: isCovered,
      instruction: fact == nil
        ? "I found no such fact in what was read." : "\(how ?? "") The result is \(answer).")
  }
}
