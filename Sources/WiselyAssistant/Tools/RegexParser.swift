// SPDX-License-Identifier: Apache-2.0

/// What a regular expression says.
indirect enum RegexNode: Hashable {
  /// Nothing, which always matches.
  case empty
  case set(ScalarSet)
  case assertion(RegexProgram.Assertion)
  case sequence([RegexNode])
  case choice([RegexNode])
  /// At least and at most that often; no end when `most` is nil.
  case repetition(RegexNode, least: Int, most: Int?)
}

/// Reads the regular expressions that can be matched in linear time: no back-references, no lookaround.
struct RegexParser {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var depth = 0
  private var ignoresCase = true

  private init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

  static func parse(_ pattern: String) throws(PatternError) -> RegexNode {
    var parser = RegexParser(pattern)
    if parser.take("(?i)") {
      parser.ignoresCase = true
    } else if parser.take("(?-i)") {
      parser.ignoresCase = false
    }
    let node = try parser.choice()
    guard parser.position == parser.scalars.count else { throw parser.error("an unmatched ')'") }
    return node
  }

  private mutating func choice() throws(PatternError) -> RegexNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 50 else { throw error("groups nested deeper than 50") }
    var ways = [try sequence()]
    while take("|") { ways.append(try sequence()) }
    return ways.count == 1 ? ways[0] : .choice(ways)
  }

  private mutating func sequence() throws(PatternError) -> RegexNode {
    var nodes: [RegexNode] = []
    while let next = peek, next != "|", next != ")" { nodes.append(try repeated()) }
    return nodes.count == 1 ? nodes[0] : nodes.isEmpty ? .empty : .sequence(nodes)
  }

  private mutating func repeated() throws(PatternError) -> RegexNode {
    let start = position
    let isGroup = peek == "("
    let node = try atom()
    guard let (least, most) = try quantifier() else { return node }
    if !isGroup, case .assertion = node { throw error("a quantifier after an anchor", at: start) }
    if take("+") { throw error("a possessive quantifier") }
    _ = take("?")
    guard try quantifier() == nil else { throw error("two quantifiers in a row") }
    return .repetition(node, least: least, most: most)
  }

  private mutating func quantifier() throws(PatternError) -> (least: Int, most: Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    let start = position
    guard take("{") else { return nil }
    let least = number()
    var most = least
    if take(",") { most = number() }
    guard take("}"), let low = least ?? (most == nil ? nil : 0) else {
      // Not a quantifier: braces stand for themselves.
      position = start
      return nil
    }
    guard max(low, most ?? 0) <= 1_000, most.map({ $0 >= low }) ?? true else {
      throw error("a repetition that is reversed or more than 1000", at: start)
    }
    return (low, most)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let digit = peek,
      let figure = digit.properties.numericType == .decimal
        ? Int(String(digit)) : nil, (value ?? 0) < 100_000
    {
      value = (value ?? 0) * 10 + figure
      position += 1
    }
    return value
  }

  private mutating func atom() throws(PatternError) -> RegexNode {
    let start = position
    guard let scalar = next() else { return .empty }
    switch scalar {
    case "(": return try group(at: start)
    case "[": return try bracket(at: start)
    case ".": return .set(ScalarSet(ScalarSet.everything))
    case "^": return .assertion(.start)
    case "$": return .assertion(.end)
    case "*", "+", "?": throw error("'\(scalar)' with nothing before it", at: start)
    case "{":
      position = start
      if try quantifier() != nil { throw error("a '{' with nothing before it", at: start) }
      position = start + 1
      return literal(scalar)
    case "\\": return try escape(at: start)
    default: return literal(scalar)
    }
  }

  private func literal(_ scalar: Unicode.Scalar) -> RegexNode {
    .set(ScalarSet([scalar.value...scalar.value], ignoresCase: ignoresCase))
  }

  private mutating func group(at start: Int) throws(PatternError) -> RegexNode {
    if take("?") {
      if take("P<") || (!at("<=") && !at("<!") && take("<")) {
        while let scalar = next(), scalar != ">" {}
      } else if !take(":") {
        throw error("a lookaround, atomic group or flag inside the pattern", at: start)
      }
    }
    let node = try choice()
    guard take(")") else { throw error("an unclosed '('", at: start) }
    return node
  }

  private mutating func escape(at start: Int) throws(PatternError) -> RegexNode {
    guard let scalar = peek else { throw error("a '\\' at the end", at: start) }
    switch scalar {
    case "b", "B", "A", "z", "Z":
      position += 1
      return .assertion(
        scalar == "b" ? .boundary : scalar == "B" ? .noBoundary : scalar == "A" ? .start : .end)
    case "1"..."9", "k": throw error("a back-reference", at: start)
    default:
      if let ranges = classRanges() { return .set(ScalarSet(ranges)) }
      return literal(try character(at: start))
    }
  }

  /// `\d` and its like, after the backslash.
  private mutating func classRanges() -> [ClosedRange<UInt32>]? {
    let ranges: [ClosedRange<UInt32>]? =
      switch peek {
      case "d": ScalarSet.digits
      case "D": ScalarSet.inverse(of: ScalarSet.digits)
      case "w": ScalarSet.words
      case "W": ScalarSet.inverse(of: ScalarSet.words)
      case "s": ScalarSet.spaces
      case "S": ScalarSet.inverse(of: ScalarSet.spaces)
      default: nil
      }
    if ranges != nil { position += 1 }
    return ranges
  }

  /// One escaped character, after the backslash.
  private mutating func character(at start: Int) throws(PatternError) -> Unicode.Scalar {
    guard let scalar = next() else { throw error("a '\\' at the end", at: start) }
    switch scalar {
    case "t": return "\t"
    case "n": return "\n"
    case "r": return "\r"
    case "f": return "\u{0C}"
    case "v": return "\u{0B}"
    case "e": return "\u{1B}"
    case "0": return "\0"
    case "x", "u":
      if take("{") {
        return try hexadecimal(upTo: 8, isBraced: true, at: start)
      }
      return try hexadecimal(upTo: scalar == "x" ? 2 : 4, isBraced: false, at: start)
    default:
      guard !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
        throw error("'\\\(scalar)', which is not known here", at: start)
      }
      return scalar
    }
  }

  private mutating func hexadecimal(
    upTo most: Int, isBraced: Bool, at start: Int
  ) throws(PatternError) -> Unicode.Scalar {
    var digits = ""
    while digits.count < most, let scalar = peek, scalar.properties.isASCIIHexDigit {
      digits.unicodeScalars.append(scalar)
      position += 1
    }
    guard !isBraced || take("}"), isBraced || digits.count == most,
      let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value)
    else { throw error("a malformed character code", at: start) }
    return scalar
  }

  private mutating func bracket(at start: Int) throws(PatternError) -> RegexNode {
    let isNegated = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while let scalar = peek, isFirst || scalar != "]" {
      isFirst = false
      guard !at("[:"), !at("&&"), !at("--") || at("--]") else {
        throw error("a class inside a bracket", at: position)
      }
      guard let low = try member(into: &ranges, at: start) else { continue }
      guard at("-"), position + 1 < scalars.count, scalars[position + 1] != "]" else {
        ranges.append(low.value...low.value)
        continue
      }
      position += 1
      guard let high = try member(into: &ranges, at: start), high.value >= low.value else {
        throw error("a malformed range in a bracket", at: start)
      }
      ranges.append(low.value...high.value)
    }
    guard take("]") else { throw error("an unclosed '['", at: start) }
    return .set(ScalarSet(ranges, isNegated: isNegated, ignoresCase: ignoresCase))
  }

  /// One character of a bracket, or nil when it was a class, which is added.
  private mutating func member(
    into ranges: inout [ClosedRange<UInt32>], at start: Int
  ) throws(PatternError) -> Unicode.Scalar? {
    guard let scalar = next() else { throw error("an unclosed '['", at: start) }
    guard scalar == "\\" else { return scalar }
    if let more = classRanges() {
      ranges += more
      return nil
    }
    return take("b") ? "\u{08}" : try character(at: position - 1)
  }

  // MARK: - Characters

  private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func next() -> Unicode.Scalar? {
    guard let scalar = peek else { return nil }
    position += 1
    return scalar
  }

  private func at(_ text: String) -> Bool { scalars[position...].starts(with: text.unicodeScalars) }

  private mutating func take(_ text: String) -> Bool {
    guard at(text) else { return false }
    position += text.unicodeScalars.count
    return true
  }

  private func error(_ what: String, at place: Int? = nil) -> PatternError {
    PatternError(
      "The regular expression cannot be used: it has \(what) (character \((place ?? position) + 1)). Back-references and lookaround are not supported; for plain words leave out \"regex\"."
    )
  }
}
