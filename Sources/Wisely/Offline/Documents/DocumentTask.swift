// SPDX-License-Identifier: Apache-2.0

/// A question about documents that can be listed, searched and read.
struct DocumentTask: OfflineTask {
  let question: DocumentQuestion

  /// Thrown when a question needs documents and none can be looked at.
  struct NoDocuments: Error {}

  init?(reading question: Question) {
    guard let read = DocumentQuestion(question) else { return nil }
    self.question = read
  }

  func solve(within budget: SearchBudget, from library: inout Library) throws -> Finding {
    switch question {
    case .mentions(let text, let place): try mentions(text, place, &library)
    case .rows(let place, let conditions): try rows(place, conditions, &library)
    case .figures(let sum, let column, let place, let conditions):
      try figures(sum, column, place, conditions, &library)
    case .extreme(let sum, let column, let place, let what):
      try extreme(sum, column, place, what, &library)
    case .list(let kind, let place): try list(kind, place, &library)
    case .fact(let words, let place):
      try FactSearch(words: words, place: place, terms: budget.terms).run(&library)
    }
  }

  func adopt(_ advice: String, over own: Finding, within budget: SearchBudget) -> Adoption {
    guard let expected = Guidance(reading: [advice]).expected else { return .silent }
    guard AnswerMatch.areSame(expected, own.answer) else {
      return .rejected("my own reading gives \(own.answer), not \(expected)")
    }
    return .adopted(own.advised("my own reading and the advice agree on \(own.answer)."))
  }

  // MARK: - Places

  /// The documents meant by a file name, a folder, or a noun such as "incidents".
  static func resolve(_ place: String?, _ library: inout Library) throws -> [String] {
    let paths = try library.entries().map(\.path)
    guard let place else { return paths }
    let wanted = place.lowercased()
    let exact = paths.filter {
      $0.lowercased() == wanted || $0.lowercased().hasSuffix("/" + wanted)
    }
    if !exact.isEmpty { return exact }
    let stem = Set(Words.of(wanted))
    let folder = paths.filter { path in
      path.split(separator: "/").dropLast().contains { !stem.isDisjoint(with: Words.of($0)) }
    }
    if !folder.isEmpty { return folder }
    let named = paths.filter { path in
      let base = path.split(separator: "/").last?.split(separator: ".").first ?? ""
      return !stem.isDisjoint(with: Words.of(base.replacing("_", with: " ")))
    }
    if !named.isEmpty { return named }
    let advised = paths.filter { path in
      library.guidance.paths.contains { path == $0 || path.hasSuffix("/" + $0) }
    }
    if advised.isEmpty { library.note(gap: "no document called \(place) is there") }
    return advised
  }

  /// The folder all those documents are in, as a search path.
  private static func folder(of paths: [String]) -> String? {
    guard let first = paths.first, paths.count > 1 else { return paths.first }
    let parts = first.split(separator: "/").dropLast()
    for count in stride(from: parts.count, to: 0, by: -1) {
      let prefix = parts.prefix(count).joined(separator: "/")
      if paths.allSatisfy({ $0.hasPrefix(prefix + "/") }) { return prefix }
    }
    return nil
  }

  private static func quoted(_ paths: [String]) -> String {
    paths.map { "`\($0)`" }.sentenceList
  }

  private static func finding(
    _ answer: String, _ working: String, check: String, how: String, _ library: Library
  ) -> Finding {
    let isCovered = library.gaps.isEmpty
    return Finding(
      answer: answer, working: working,
      check: isCovered ? check : library.gaps.joined(separator: "; ") + ".",
      isVerified: isCovered, instruction: "\(how) The result is \(answer).")
  }

  // MARK: - Counting

  private func mentions(
    _ text: String, _ place: String?, _ library: inout Library
  ) throws -> Finding {
    let paths = try place.map { try Self.resolve($0, &library) }
    var found = Library.Matches(total: 0)
    for path in paths ?? [""] {
      let part = try library.search(text, path: path.isEmpty ? nil : path)
      found.lines += part.lines
      found.total = found.total.flatMap { sum in part.total.map { sum + $0 } }
    }
    // A table's head names columns; it is no entry.
    let heads = found.lines.count { $0.number == 1 && $0.path.lowercased().hasSuffix(".csv") }
    let isSound = found.lines.allSatisfy { $0.text.lowercased().contains(text.lowercased()) }
    if !isSound { library.note(gap: "some matches do not contain '\(text)'") }
    let count = max(found.total ?? 0, found.lines.count) - heads
    let target = paths.map(Self.quoted) ?? "all documents"
    return Self.finding(
      "\(count)", "\(count) lines in \(target) contain '\(text)'.",
      check:
        "\(found.lines.count) matches were shown, as many as the tool counted, and each contains '\(text)'.",
      how: "Search for '\(text)' in \(target) with room for every match and count the lines.",
      library)
  }

  private static func tables(_ place: String?, _ library: inout Library) throws -> [Table] {
    let paths = try resolve(place, &library)
    let documents = try library.read(paths)
    let tables = documents.flatMap { DocumentReader($0).tables }
    if tables.isEmpty { library.note(gap: "no table was found") }
    return tables
  }

  /// The rows that meet all conditions.
  private static func select(
    _ tables: [Table], _ conditions: [Condition], _ library: inout Library
  ) -> [(table: Table, row: Table.Row)] {
    var selected: [(table: Table, row: Table.Row)] = []
    for table in tables {
      var columns: [(Int, Condition)] = []
      for condition in conditions {
        guard let column = table.column(condition.column) else {
          library.note(gap: "`\(table.path)` has no column \(condition.column)")
          continue
        }
        columns.append((column, condition))
      }
      guard columns.count == conditions.count else { continue }
      for row in table.rows {
        var fits = true
        for (column, condition) in columns where row.cells.indices.contains(column) {
          let isMet = condition.isMet(by: row.cells[column])
          if isMet == nil {
            library.note(gap: "'\(row.cells[column])' cannot be compared with \(condition.value)")
          }
          fits = fits && isMet == true
        }
        if fits { selected.append((table, row)) }
      }
    }
    // None is an answer only if the words are those of the table, which nobody can know.
    if selected.isEmpty, !conditions.isEmpty {
      library.note(gap: "no row fits, or the table says it in other words")
    }
    return selected
  }

  private static func describe(_ conditions: [Condition]) -> String {
    conditions.isEmpty
      ? "" : " with " + conditions.map { "\($0)" }.sentenceList
  }

  private func rows(
    _ place: String, _ conditions: [Condition], _ library: inout Library
  ) throws -> Finding {
    let tables = try Self.tables(place, &library)
    let selected = Self.select(tables, conditions, &library)
    let total = tables.reduce(0) { $0 + $1.rows.count }
    let what = "rows\(Self.describe(conditions))"
    let target = Self.quoted(tables.map(\.path))
    return Self.finding(
      "\(selected.count)",
      "\(selected.count) of \(total) \(what.isEmpty ? "rows" : what) in \(target).",
      check: "every row of \(target) was read (\(total) rows).",
      how: "Read all of \(target), to the last line, and count the \(what).", library)
  }

  // MARK: - Figures

  private static let firstFigure = Pattern(/-?\d[\d,]*(?:\.\d+)?/)

  /// A figure with grouping and a currency or unit around it.
  static func figure(_ text: some StringProtocol) -> Rational? {
    guard let match = String(text).firstMatch(of: Self.firstFigure) else { return nil }
    return Rational(decimal: match.output.replacing(",", with: ""))
  }

  private func figures(
    _ sum: DocumentQuestion.Sum, _ column: String, _ place: String?,
    _ conditions: [Condition], _ library: inout Library
  ) throws -> Finding {
    let paths = try Self.resolve(place, &library)
    guard paths.count == 1 || paths.contains(where: { $0.hasSuffix(".csv") }) else {
      return try keyed(sum, column, paths, conditions, &library)
    }
    let tables = try Self.tables(place, &library)
    let selected = Self.select(tables, conditions, &library)
    var values: [String] = []
    for (table, row) in selected {
      guard let index = table.column(column), row.cells.indices.contains(index) else {
        library.note(gap: "`\(table.path)` line \(row.line) has no \(column)")
        continue
      }
      values.append(row.cells[index])
    }
    return total(
      sum, values, "\(column) of the rows\(Self.describe(conditions))", Self.quoted(paths),
      how: "Read all of \(Self.quoted(paths)), to the last line.", &library)
  }

  private static let key = Pattern(/^[\s-]*([^:]+?):\s*(.+)$/)

  /// Figures behind a key in many small documents, such as the total of each invoice.
  private func keyed(
    _ sum: DocumentQuestion.Sum, _ key: String, _ paths: [String],
    _ conditions: [Condition], _ library: inout Library
  ) throws -> Finding {
    let folder = Self.folder(of: paths)
    var wanted = Set(paths)
    let found = try library.search(key, path: folder)
    for condition in conditions {
      let named = try library.search(condition.value, path: folder)
      wanted.formIntersection(named.lines.map(\.path))
      if named.lines.isEmpty { library.note(gap: "no document mentions \(condition.value)") }
    }
    var values: [String] = []
    var covered: Set<String> = []
    for line in found.lines where wanted.contains(line.path) {
      let bare = line.text.replacing("*", with: "").replacing("|", with: " ")
      guard let match = bare.firstMatch(of: Self.key),
        Words.of(match.1) == [Words.stem(key.lowercased())]
      else { continue }
      values.append(String(match.2))
      covered.insert(line.path)
    }
    if covered.count < wanted.count {
      library.note(
        gap: "\(wanted.count - covered.count) of \(wanted.count) documents show no \(key)")
    }
    return total(
      sum, values, "\(key) in \(wanted.count) documents",
      folder.map { "`\($0)/`" } ?? "all documents",
      how: "Search for '\(key)' in `\(folder ?? "")/` and add up the figures.", &library)
  }

  private func total(
    _ sum: DocumentQuestion.Sum, _ values: [String], _ what: String, _ target: String, how: String,
    _ library: inout Library
  ) -> Finding {
    let answer = Self.combine(sum, values)
    if answer == nil { library.note(gap: "the figures could not be put together") }
    return Self.finding(
      answer ?? "unknown", "\(values.count) figures: \(what) in \(target).",
      check: "all \(values.count) figures were read and put together exactly.", how: how, library)
  }

  static func combine(_ sum: DocumentQuestion.Sum, _ values: [String]) -> String? {
    if sum == .highest || sum == .lowest {
      let dates = values.compactMap { CalendarDate($0) }
      if dates.count == values.count {
        return (sum == .highest ? dates.max() : dates.min()).map { "\($0)" }
      }
    }
    let figures = values.compactMap { figure($0) }
    guard figures.count == values.count, let first = figures.first else {
      return values.isEmpty && sum == .total ? "0" : nil
    }
    switch sum {
    case .total, .average:
      var whole = Rational(0)
      for figure in figures {
        guard let next = whole.plus(figure) else { return nil }
        whole = next
      }
      return (sum == .total ? whole : whole.over(Rational(figures.count)))?.description
    case .highest, .lowest:
      var best = first
      for figure in figures where figure.isGreater(than: best) == (sum == .highest) {
        best = figure
      }
      return best.description
    }
  }

  private func extreme(
    _ sum: DocumentQuestion.Sum, _ column: String, _ place: String, _ what: String,
    _ library: inout Library
  ) throws -> Finding {
    let tables = try Self.tables(place, &library)
    var rows: [(name: String, value: String)] = []
    for table in tables {
      guard let index = table.column(column) else {
        library.note(gap: "`\(table.path)` has no column \(column)")
        continue
      }
      let name = table.column(what) ?? table.column("name") ?? 0
      for row in table.rows where row.cells.indices.contains(max(index, name)) {
        rows.append((row.cells[name], row.cells[index]))
      }
    }
    let best = Self.combine(sum, rows.map(\.value))
    let winners = rows.filter { Self.combine(sum, [$0.value]) == best }.map(\.name)
    if winners.count != 1 { library.note(gap: "\(winners.count) rows share the extreme") }
    let target = Self.quoted(tables.map(\.path))
    return Self.finding(
      winners.first ?? "unknown",
      "\(winners.sentenceList) with \(column) \(best ?? "unknown"), of \(rows.count) rows in \(target).",
      check: "all \(rows.count) rows of \(target) were compared.",
      how: "Read all of \(target), to the last line, and compare the \(column) of every row.",
      library)
  }

  // MARK: - Lists

  private func list(
    _ kind: DocumentQuestion.Kind, _ place: String, _ library: inout Library
  ) throws -> Finding {
    let paths = try Self.resolve(place, &library)
    let documents = try library.read(paths)
    var found: [String] = []
    for line in documents.flatMap(\.lines) {
      for item in Self.items(kind, in: line) where !found.contains(item) { found.append(item) }
    }
    return Self.finding(
      found.isEmpty ? "none" : found.joined(separator: ", "),
      "\(found.count) different entries in \(Self.quoted(paths)).",
      check: "every line of \(Self.quoted(paths)) was read.",
      how: "Read all of \(Self.quoted(paths)), to the last line.", library)
  }

  private static let email = Pattern(/[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/)
  private static let phone = Pattern(/\+\d[\d ]{6,16}\d/)
  private static let date = Pattern(/\b\d{4}-\d{2}-\d{2}\b/)

  private static func items(_ kind: DocumentQuestion.Kind, in line: String) -> [String] {
    switch kind {
    case .email: line.matches(of: Self.email).map { String($0.output) }
    case .phone: line.matches(of: Self.phone).map { String($0.output) }
    case .date: line.matches(of: Self.date).map { String($0.output) }
    }
  }
}

extension Rational {
  /// Whether this is more than the other; by floating point only where the exact way would overflow.
  func isGreater(than other: Rational) -> Bool {
    guard let difference = minus(other) else {
      return Double(numerator) / Double(denominator)
        > Double(other.numerator) / Double(other.denominator)
    }
    return difference.numerator > 0
  }
}
