// SPDX-License-Identifier: Apache-2.0

/// Which calculation with given numbers, each used at most once, comes nearest to a target.
///
/// As in the game: every intermediate result is a positive whole number.
struct CountdownTask: Puzzle {
  let numbers: [Int]
  let target: Int

  private static let goal = Pattern(
    /(?i)(?:make|reach|target(?: is| of|:)?|get(?: as)?(?: close)?(?: as possible)?(?: to)?|closest(?: possible)?(?: result)? (?:you can get )?to|close to|near(?:est)? to|equals?)\s*(?:the number |exactly |the target )?(\d+)/
  )
  private static let list = Pattern(
    /(?i)numbers?\s*(?:are|:|from)?\s*((?:\d+(?:,\s*and\s+|,\s*|\s+and\s+|\s+)){2,}\d+)/)
  private static let integer = Pattern(/\d+/)

  init?(reading question: Question) {
    let text = question.text
    guard question.has("number"), question.hasDigit,
      let goal = text.firstMatch(of: Self.goal),
      let list = text.firstMatch(of: Self.list),
      let target = Int(goal.1), target < 1_000_000
    else { return nil }
    let numbers = list.1.matches(of: Self.integer).compactMap { Int($0.output) }
    guard (3...7).contains(numbers.count), numbers.allSatisfy({ (1...100_000).contains($0) }) else {
      return nil
    }
    self.numbers = numbers
    self.target = target
  }

  private struct Term {
    var value: Int
    var expression: Expression
  }

  /// Depth first; the pairs whose results lie nearest to the target come first.
  private struct Search {
    let target: Int
    var nodes: Int
    var best: Term
    private var seen: Set<[Int]> = []
    /// Whether a result was left out because it is too large to go on with.
    private var isCut = false
    var isComplete: Bool { nodes > 0 && !isCut }

    init(numbers: [Int], target: Int, nodes: Int) {
      self.target = target
      self.nodes = nodes
      best = Term(value: 0, expression: .number(Rational(0)))
      let terms = numbers.map { Term(value: $0, expression: .number(Rational($0))) }
      for term in terms { look(at: term) }
      visit(terms)
    }

    private mutating func look(at term: Term) {
      if best.value == 0 || abs(term.value - target) < abs(best.value - target) { best = term }
    }

    private mutating func visit(_ terms: [Term]) {
      guard terms.count > 1, nodes > 0, best.value != target else { return }
      guard seen.insert(terms.map(\.value).sorted()).inserted else { return }
      nodes -= 1
      var moves: [(result: Term, i: Int, j: Int)] = []
      for i in terms.indices {
        for j in terms.indices where j > i {
          for result in results(terms[i], terms[j]) {
            look(at: result)
            moves.append((result, i, j))
          }
        }
      }
      guard terms.count > 2, best.value != target else { return }
      moves.sort { abs($0.result.value - target) < abs($1.result.value - target) }
      for move in moves {
        guard nodes > 0, best.value != target else { return }
        var rest = terms
        rest.remove(at: move.j)
        rest[move.i] = move.result
        visit(rest)
      }
    }

    private mutating func results(_ first: Term, _ second: Term) -> [Term] {
      let (big, small) = first.value >= second.value ? (first, second) : (second, first)
      var results: [Term] = []
      func add(_ value: Int, _ sign: Expression.Operator) {
        results.append(
          Term(value: value, expression: .operation(sign, big.expression, small.expression)))
      }
      add(big.value + small.value, .add)
      if big.value > small.value { add(big.value - small.value, .subtract) }
      guard small.value > 1 else { return results }
      let (product, over) = big.value.multipliedReportingOverflow(by: small.value)
      if !over, product < 1 << 60 { add(product, .multiply) } else { isCut = true }
      if big.value % small.value == 0 { add(big.value / small.value, .divide) }
      return results
    }
  }

  func solve(within budget: SearchBudget, from library: inout Library) throws -> Finding {
    let search = Search(numbers: numbers, target: target, nodes: max(1, budget.nodes / 3))
    return finding(search.best, isBest: search.isComplete)
  }

  private func finding(_ term: Term, isBest: Bool) -> Finding {
    let line = "\(term.expression) = \(term.value)"
    let isHit = term.value == target
    let check =
      if isHit {
        "the calculation gives the target with each number used at most once."
      } else if isBest {
        "every calculation was tried and none comes nearer to \(target)."
      } else {
        "it misses \(target) by \(abs(term.value - target)), and I have not tried everything."
      }
    return Finding(
      answer: "\(term.value)", working: "\(line).", check: check, isVerified: isHit || isBest,
      instruction: "Use \(line).", runnable: line)
  }

  private static let claim = Pattern(/([\d(][\d\s()+*\/-]*)=\s*(\d+)/)
  private static let sign = Pattern(/[+*\/-]/)

  func adopt(_ advice: String, over own: Finding, within budget: SearchBudget) -> Adoption {
    let claims = advice.matches(of: Self.claim)
    guard
      let claim = claims.first(where: { $0.1.contains(Self.sign) }) ?? claims.first,
      let expression = ExpressionParser.parse(claim.1.trimmingSpace()), let stated = Int(claim.2)
    else { return .silent }
    var left = numbers
    guard let value = Self.play(expression, &left) else {
      return .rejected("it uses numbers it has not got, or leaves the whole numbers")
    }
    guard value == stated else { return .rejected("\(expression) is \(value), not \(stated)") }
    let mine = Int(own.answer) ?? 0
    guard abs(value - target) <= abs(mine - target) else {
      return .rejected("\(value) is further from \(target) than my \(mine)")
    }
    var result = finding(Term(value: value, expression: expression), isBest: false)
    let check =
      "the advised calculation gives \(value) with each number used at most once; mine gave \(mine)."
    guard result.isVerified else {
      return .adopted(result.advised("\(check) That none comes nearer rests on the advice."))
    }
    result.check = check
    return .adopted(result)
  }

  /// Plays an expression by the rules, taking its numbers away; nil when it breaks them.
  private static func play(_ expression: Expression, _ left: inout [Int]) -> Int? {
    switch expression {
    case .number(let number):
      guard number.isInteger, let value = Int(exactly: number.numerator),
        let index = left.firstIndex(of: value)
      else { return nil }
      left.remove(at: index)
      return value
    case .operation(let sign, let first, let second):
      guard let a = play(first, &left), let b = play(second, &left), b > 0 else { return nil }
      let result: Int? =
        switch sign {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a < 1 << 30 && b < 1 << 30 ? a * b : nil
        case .divide: a % b == 0 ? a / b : nil
        case .power, .remainder: nil
        }
      guard let result, result > 0 else { return nil }
      return result
    }
  }
}
