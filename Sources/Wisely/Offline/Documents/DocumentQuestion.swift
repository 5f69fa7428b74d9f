// SPDX-License-Identifier: Apache-2.0

/// What is asked of documents.
enum DocumentQuestion: Hashable {
  /// How figures are put together.
  enum Sum: Hashable {
    case total, average, highest, lowest
  }

  /// What is collected.
  enum Kind: String, Hashable {
    case email, phone, date
  }

  /// Lines or rows that contain a text.
  case mentions(text: String, place: String?)
  /// Rows of a table.
  case rows(place: String, conditions: [Condition])
  /// Figures of a column or a key.
  case figures(Sum, column: String, place: String?, conditions: [Condition])
  /// The row with the most or the least of something.
  case extreme(Sum, column: String, place: String, what: String)
  /// Everything of a kind.
  case list(Kind, place: String)
  /// One fact.
  case fact(String, place: String?)

  private static let endMarks = Pattern(/[?.!]+$/)

  /// Reads a question about documents; nil when it is none.
  init?(_ question: Question) {
    // The words stay as they are written: patterns and names keep their case.
    let text = question.text.replacing(Self.endMarks, with: "").replacing("`", with: "")
    let isCount = question.has("how many", "how often", "count", "number of")
    var read: DocumentQuestion?
    if isCount, question.has("\"", "'") { read = Self.mentions(text) }
    if read == nil, question.has("mail", "phone", "date") { read = Self.list(text) }
    if read == nil, question.has("which", "what") { read = Self.extreme(text) }
    read = read ?? Self.figures(text)
    if read == nil, isCount { read = Self.rows(text) }
    guard let read = read ?? Self.fact(text) else { return nil }
    self = read
  }

  private static let mentionCount = Pattern(
    /(?i)(?:how many|count(?: all)?(?: the)?|number of(?: the)?)\s+(?:of the )?([\w ]+?)?\s*(?:of |in )?(?:the )?(?:file )?([\w.\/-]+\.\w{2,4})?\s*(?:that |which )?(?:mention|contain|include|say|have the (?:word|text)|with the (?:word|text))(?:s|ing)?\s+(?:the (?:word|text|phrase) )?["']([^"']+)["'](?: (?:are there )?in (?:the )?(?:file )?([\w.\/-]+))?/
  )
  private static let generalNoun = Pattern(/(?i)^(?:lines?|rows?|entries|times|documents?|)$/)
  private static let mentionFrequency = Pattern(
    /(?i)(?:how often|how many times|in how many lines) (?:is |does )?(?:the (?:word|text|phrase) )?["']([^"']+)["'] (?:mentioned|appear|occur|show up|found)(?:s)?(?: in (?:the )?(?:file )?([\w.\/-]+))?/
  )

  private static func mentions(_ text: String) -> DocumentQuestion? {
    if let match = text.firstMatch(of: Self.mentionCount) {
      let named = match.4 ?? match.2
      let noun = match.1.map(String.init) ?? ""
      let isGeneral = noun.contains(Self.generalNoun)
      return .mentions(
        text: String(match.3), place: named.map(String.init) ?? (isGeneral ? nil : noun))
    }
    guard let match = text.firstMatch(of: Self.mentionFrequency) else { return nil }
    return .mentions(text: String(match.1), place: match.2.map(String.init))
  }

  private static let collection = Pattern(
    /(?i)(?:list|extract|collect|find|give me|show|what are) (?:me )?(?:all |every |each )?(?:of )?(?:the )?(e-?mail|phone|telephone|date)s?(?: ?(?:address|number)(?:es|s)?)?(?: that (?:appear|occur|are))? (?:in|from|mentioned in|listed in|of) (?:the )?(?:file )?([\w.\/-]+)/
  )

  private static func list(_ text: String) -> DocumentQuestion? {
    guard let match = text.firstMatch(of: Self.collection) else { return nil }
    let word = match.1.lowercased()
    let kind: Kind = word.contains("mail") ? .email : word == "date" ? .date : .phone
    return .list(kind, place: String(match.2))
  }

  private static func sum(_ word: some StringProtocol) -> Sum {
    switch word.lowercased() {
    case "highest", "largest", "most", "biggest", "greatest", "maximum", "latest", "longest":
      .highest
    case "lowest", "smallest", "least", "fewest", "minimum", "earliest", "shortest": .lowest
    case "average", "mean": .average
    default: .total
    }
  }

  private static let extremeRow = Pattern(
    /(?i)(?:which|what) ([\w ]+?) (?:in|of|from|listed in) (?:the )?(?:file )?([\w.\/-]+\.\w{2,4}|\w+) (?:has|have|with|shows|had) (?:the )?(highest|lowest|largest|smallest|most|least|biggest|fewest|greatest|longest|shortest|latest|earliest) ([\w ]+)/
  )

  private static func extreme(_ text: String) -> DocumentQuestion? {
    guard let match = text.firstMatch(of: Self.extremeRow) else { return nil }
    return .extreme(
      sum(match.3), column: String(match.4), place: String(match.2), what: String(match.1))
  }

  private static let conjunction = Pattern(/,? and (?:the )?/)

  /// The conditions of a sentence; nil when a part of it is none, since half of them is another question.
  private static func conditions(_ words: Substring?) -> [Condition]? {
    guard let words else { return [] }
    let parts = words.split(separator: Self.conjunction)
    let conditions = parts.compactMap { Condition($0) }
    return conditions.count == parts.count ? conditions : nil
  }

  private static let columnFigure = Pattern(
    /(?i)(?:what is |what's |calculate |compute |add up |give me )?(?:the )?(sum|total|average|mean|highest|lowest|largest|smallest|maximum|minimum|latest|earliest)(?: value)?(?: of)?(?: all)?(?: the)? ([\w ]+?)(?: column| values)? (?:in|of|from) (?:the )?(?:file )?([\w.\/-]+\.\w{2,4})(?:,? (?:where|for rows with|for rows where|with|for which|over rows with|among rows with) (.+))?$/
  )
  private static let keyFigure = Pattern(
    /(?i)(sum|total|average|mean|highest|lowest|largest|smallest)(?: (amount|value|total|totals|subtotal|subtotals))?(?: of)?(?: all)?(?: the)? (?:(totals?|subtotals?|amounts?) (?:of|on|in) )?(?:all )?(?:the )?(\w+)(?: (?:from|by|sent by|issued by|of) ([A-Z][\w &-]*))?$/
  )

  private static func figures(_ text: String) -> DocumentQuestion? {
    if let match = text.firstMatch(of: Self.columnFigure) {
      guard let conditions = conditions(match.4) else { return nil }
      return .figures(
        sum(match.1), column: String(match.2), place: String(match.3), conditions: conditions)
    }
    guard let match = text.firstMatch(of: Self.keyFigure) else { return nil }
    let key = match.3 ?? match.2 ?? "total"
    return .figures(
      sum(match.1), column: Words.stem(key.lowercased()), place: String(match.4),
      conditions: match.5.map { [Condition(column: "", .equal, $0.trimmingSpace())] } ?? [])
  }

  private static let rowCount = Pattern(
    /(?i)(?:how many|count the|number of) ([\w ]+?) (?:(?:are there )?(?:in|of|does|are in|are listed in) (?:the )?(?:file )?([\w.\/-]+\.\w{2,4}))(?: (?:have|has|with|where|whose|for which|that have|show|contain)(?: a| an| the)? (.+))?$/
  )

  private static func rows(_ text: String) -> DocumentQuestion? {
    guard let match = text.firstMatch(of: Self.rowCount) else { return nil }
    let tail = match.3
    let parsed = conditions(tail) ?? []
    if let tail, parsed.isEmpty { return .mentions(text: String(tail), place: String(match.2)) }
    return .rows(place: String(match.2), conditions: parsed)
  }

  private static let source = Pattern(
    /(?i),? ?(?:(?:according to|in|from|see) )(?:the )?(?:file )?([\w.\/-]+\.\w{2,4})/)
  private static let opening = Pattern(
    /(?i)^[\s,]*(?:please )?(?:what|who|whose|when|where|which|how (?:long|much|many|often)|look up|find|tell me|give me)(?![a-z])/
  )

  private static func fact(_ text: String) -> DocumentQuestion? {
    var place: String?
    var words = text
    if let match = text.firstMatch(of: Self.source) {
      place = String(match.1)
      words.removeSubrange(match.range)
    }
    // Not a word boundary: in "What's" there is none before the apostrophe.
    guard
      words.contains(Self.opening),
      Words.content(of: words).count >= (place == nil ? 2 : 1)
    else { return nil }
    return .fact(words, place: place)
  }
}
