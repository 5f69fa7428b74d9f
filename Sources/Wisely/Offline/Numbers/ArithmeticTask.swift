// SPDX-License-Identifier: Apache-2.0

/// A calculation: an expression, a percentage, an average, a sum, a product.
struct ArithmeticTask: OfflineTask {
  let expression: Expression

  init?(reading question: Question) {
    guard question.hasDigit, let expression = Self.read(question.plain) else { return nil }
    // A bare number is no question.
    guard expression.operations > 0 else { return nil }
    self.expression = expression
  }

  private static let courtesy = Pattern(
    /^(?:(?:what is|what's|whats|what are|how much is|how much are|calculate|compute|evaluate|work out|find|give me|solve|the result of|the value of|the answer to)\s+)+/
  )
  private static let copula = Pattern(/\s*(?:equal(?:s)?(?: to)?|make|come to)$/)
  private static let percentageOf = Pattern(
    /^(?:what )?(?:percentage|percent|per cent) of (.+?) (?:is|are) (.+)$/)
  private static let isPercentageOf = Pattern(
    /^(.+?) (?:is|are|as) (?:what|a) (?:percentage|percent|per cent) of (.+)$/)
  private static let changeBy = Pattern(
    /^(?:(increase|decrease|raise|reduce) )?(.+?) (?:(increased|decreased|raised|reduced) )?by (.+?) ?(?:%|percent|per cent)$/
  )
  private static let remainder = Pattern(
    /^(?:the )?remainder (?:of|when) (.+?) (?:is )?divided by (.+)$/)
  private static let aggregate = Pattern(
    /^(?:the )?(average|mean|arithmetic mean|sum|total|product) (?:of|from) (?:the numbers )?(.+)$/)
  private static let adding = Pattern(/^(add|multiply|add up) (?:the numbers )?(.+)$/)

  static func read(_ plain: String) -> Expression? {
    let body = plain.replacing(Self.courtesy, with: "").replacing(Self.copula, with: "")
    if let match = body.firstMatch(of: Self.percentageOf),
      let whole = ExpressionParser.parse(String(match.1)),
      let part = ExpressionParser.parse(String(match.2))
    {
      return .operation(.multiply, .operation(.divide, part, whole), .number(Rational(100)))
    }
    if let match = body.firstMatch(of: Self.isPercentageOf),
      let part = ExpressionParser.parse(String(match.1)),
      let whole = ExpressionParser.parse(String(match.2))
    {
      return .operation(.multiply, .operation(.divide, part, whole), .number(Rational(100)))
    }
    if let match = body.firstMatch(of: Self.changeBy),
      let verb = match.1 ?? match.3, let base = ExpressionParser.parse(String(match.2)),
      let rate = ExpressionParser.parse(String(match.4))
    {
      let sign: Expression.Operator =
        verb.hasPrefix("dec") || verb.hasPrefix("red") ? .subtract : .add
      let share = Expression.operation(.divide, rate, .number(Rational(100)))
      return .operation(.multiply, base, .operation(sign, .number(Rational(1)), share))
    }
    if let match = body.firstMatch(of: Self.remainder),
      let left = ExpressionParser.parse(String(match.1)),
      let right = ExpressionParser.parse(String(match.2))
    {
      return .operation(.remainder, left, right)
    }
    if let match = body.firstMatch(of: Self.aggregate) {
      return list(match.1, match.2)
    }
    if let match = body.firstMatch(of: Self.adding) {
      return list(match.1.hasPrefix("add") ? "sum" : "product", match.2)
    }
    return ExpressionParser.parse(body)
  }

  private static let listSeparator = Pattern(/,\s+and\s+|,\s+|\s+and\s+/)

  private static func list(_ kind: Substring, _ words: Substring) -> Expression? {
    let parts = words.split(separator: Self.listSeparator)
    let terms = parts.compactMap { ExpressionParser.parse(String($0)) }
    guard terms.count == parts.count, terms.count > 1, let first = terms.first else { return nil }
    let sign: Expression.Operator = kind == "product" ? .multiply : .add
    let whole = terms.dropFirst().reduce(first) { .operation(sign, $0, $1) }
    guard kind.contains("average") || kind.contains("mean") else { return whole }
    return .operation(.divide, whole, .number(Rational(terms.count)))
  }

  func solve(within budget: SearchBudget, from library: inout Library) throws -> Finding {
    do throws(Expression.Failure) {
      guard expression.operations <= budget.operations else { throw .tooManyOperations }
      let value = try expression.value(digits: budget.digits)
      let isSound = Self.agree(expression, value)
      return Finding(
        answer: value.description, working: "\(expression) = \(value).",
        check: isSound
          ? "worked out a second time modulo four primes, with the same result."
          : "the second calculation, modulo four primes, did not agree.",
        isVerified: isSound, instruction: Self.line(expression, value),
        runnable: "\(expression) = \(value.exact)")
    } catch .divisionByZero {
      return Finding(
        answer: "undefined", working: "\(expression) divides by zero.",
        check: "a divisor is exactly zero.", isVerified: true)
    } catch {
      return estimated(error)
    }
  }

  /// Binary floating point: about 15 digits, rounding on the way, so never called checked.
  private func estimated(_ failure: Expression.Failure) -> Finding {
    let estimate = expression.estimate
    var text = "\(estimate)"
    if estimate.rounded() == estimate, abs(estimate) < 1e18 { text = "\(Int(estimate))" }
    let reason =
      switch failure {
      case .tooManyOperations: "it takes more steps than I do exactly"
      case .noWholePower: "only whole powers and remainders can be done exactly"
      case .tooManyDigits, .divisionByZero: "it has more digits than I keep exactly"
      }
    return Finding(
      answer: text, working: "\(expression) is about \(text), in floating point.",
      check: "\(reason), so this is an estimate.", isVerified: false)
  }

  private static let claim = Pattern(/= ?(-?[\d,]*\.?\d+)(?:\/(\d+))?/)

  func adopt(_ advice: String, over own: Finding, within budget: SearchBudget) -> Adoption {
    guard let claim = advice.matches(of: Self.claim).last,
      let above = Rational(decimal: claim.1.replacing(",", with: "")),
      let value = claim.2.map({ Rational(decimal: $0).flatMap(above.over) }) ?? above
    else { return .silent }
    guard Self.agree(expression, value) else {
      return .rejected("\(claim.1) is not \(expression) modulo four primes")
    }
    return .adopted(
      Finding(
        answer: value.description, working: "\(expression) = \(value).",
        check: "the advised result agrees with the calculation modulo four primes.",
        isVerified: true))
  }

  /// Exact, since a rounded result cannot be checked by somebody else.
  private static func line(_ expression: Expression, _ value: Rational) -> String {
    let rounded = value.exact == value.description ? "" : ", which is about \(value)"
    return "\(expression) = \(value.exact)\(rounded)."
  }

  /// Whether a value agrees with a calculation modulo four primes: their product exceeds every
  /// 128-bit integer, so no other integer passes.
  static func agree(_ expression: Expression, _ value: Rational) -> Bool {
    [4_294_967_291, 4_294_967_279, 4_294_967_231, 4_294_967_197].allSatisfy { (prime: UInt64) in
      guard let expected = expression.modulo(prime) else { return false }
      return value.modulo(prime) == expected
    }
  }
}
