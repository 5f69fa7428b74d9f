// SPDX-License-Identifier: Apache-2.0

/// Reads a calculation: signs, parentheses, grouped digits, percent, and a few words for signs.
struct ExpressionParser {
  private enum Token: Equatable {
    case number(Rational)
    case sign(Expression.Operator)
    case percent
    case of
    case open
    case close
  }

  private var tokens: [Token] = []
  private var position = 0
  /// Parentheses may nest this deep: the reader recurses.
  private static let depthLimit = 64

  /// The calculation in a text, or nil when the text is anything else.
  static func parse(_ text: String) -> Expression? {
    guard var parser = ExpressionParser(text) else { return nil }
    guard let expression = parser.sum(depth: 0), parser.position == parser.tokens.count else {
      return nil
    }
    return expression
  }

  private static let number = Pattern(/\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+/)

  private init?(_ text: String) {
    var words = text.lowercased()
    let spellings: [(String, String)] = [
      ("multiplied by", "*"), ("divided by", "/"), ("to the power of", "^"),
      ("raised to", "^"), ("squared", "^2"), ("cubed", "^3"), ("plus", "+"), ("minus", "-"),
      ("times", "*"), ("modulo", " mod "), ("per cent", "%"), ("percent", "%"), ("**", "^"),
    ]
    for (spelling, sign) in spellings { words = words.replacing(spelling, with: sign) }
    var rest = words[...]
    while let first = rest.first {
      if first == " " {
        rest.removeFirst()
      } else if let number = rest.prefixMatch(of: Self.number) {
        guard let value = Rational(decimal: number.output.replacing(",", with: "")) else {
          return nil
        }
        tokens.append(.number(value))
        rest = rest[number.range.upperBound...]
      } else if rest.hasPrefix("of ") {
        tokens.append(.of)
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("mod ") {
        tokens.append(.sign(.remainder))
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("x ") {
        tokens.append(.sign(.multiply))
        rest.removeFirst()
      } else {
        rest.removeFirst()
        switch first {
        case "(", "[": tokens.append(.open)
        case ")", "]": tokens.append(.close)
        case "%": tokens.append(.percent)
        default:
          guard let sign = Expression.Operator(rawValue: first) else { return nil }
          tokens.append(.sign(sign))
        }
      }
    }
  }

  private var next: Token? { position < tokens.count ? tokens[position] : nil }

  private mutating func sum(depth: Int) -> Expression? {
    guard var left = product(depth: depth) else { return nil }
    while case .sign(let sign) = next, sign == .add || sign == .subtract {
      position += 1
      guard let right = product(depth: depth) else { return nil }
      left = .operation(sign, left, right)
    }
    return left
  }

  private mutating func product(depth: Int) -> Expression? {
    guard var left = signed(depth: depth) else { return nil }
    while true {
      switch next {
      case .sign(let sign) where sign == .multiply || sign == .divide || sign == .remainder:
        position += 1
        guard let right = signed(depth: depth) else { return nil }
        left = .operation(sign, left, right)
      case .of:
        position += 1
        guard let right = signed(depth: depth) else { return nil }
        left = .operation(.multiply, left, right)
      default: return left
      }
    }
  }

  private mutating func signed(depth: Int) -> Expression? {
    guard depth < Self.depthLimit else { return nil }
    if next == .sign(.subtract) {
      position += 1
      guard let inner = signed(depth: depth + 1) else { return nil }
      if case .number(let value) = inner, let negative = value.times(Rational(-1)) {
        return .number(negative)
      }
      return .operation(.subtract, .number(Rational(0)), inner)
    }
    return power(depth: depth)
  }

  private mutating func power(depth: Int) -> Expression? {
    guard let base = percentage(depth: depth) else { return nil }
    guard next == .sign(.power) else { return base }
    position += 1
    guard let exponent = signed(depth: depth + 1) else { return nil }
    return .operation(.power, base, exponent)
  }

  private mutating func percentage(depth: Int) -> Expression? {
    guard var value = atom(depth: depth) else { return nil }
    while next == .percent {
      position += 1
      value = .operation(.divide, value, .number(Rational(100)))
    }
    return value
  }

  private mutating func atom(depth: Int) -> Expression? {
    switch next {
    case .number(let value):
      position += 1
      return .number(value)
    case .open:
      position += 1
      guard let inner = sum(depth: depth + 1), next == .close else { return nil }
      position += 1
      return inner
    default: return nil
    }
  }
}
