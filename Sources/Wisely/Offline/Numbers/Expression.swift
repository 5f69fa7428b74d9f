// SPDX-License-Identifier: Apache-2.0

/// A calculation as written.
indirect enum Expression: Hashable {
  case number(Rational)
  case operation(Operator, Expression, Expression)

  enum Operator: Character {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "^"
    case remainder = "%"
  }

  /// Why there is no exact value.
  enum Failure: Error, Hashable {
    case tooManyOperations
    case tooManyDigits
    case divisionByZero
    case noWholePower
  }

  var operations: Int {
    guard case .operation(let sign, let left, let right) = self else { return 0 }
    guard sign == .power, case .number(let exponent) = right, exponent.isInteger else {
      return 1 + left.operations + right.operations
    }
    // A power is done by squaring: as many products as its exponent has bits.
    return left.operations + 128 - (exponent.numerator.magnitude | 1).leadingZeroBitCount
  }

  /// The exact value, with every intermediate within that many digits.
  func value(digits: Int) throws(Failure) -> Rational {
    switch self {
    case .number(let number):
      guard number.fits(digits: digits) else { throw .tooManyDigits }
      return number
    case .operation(let sign, let left, let right):
      let result = try Self.apply(
        sign, try left.value(digits: digits), try right.value(digits: digits), digits)
      guard result.fits(digits: digits) else { throw .tooManyDigits }
      return result
    }
  }

  private static func apply(
    _ sign: Operator, _ left: Rational, _ right: Rational, _ digits: Int
  ) throws(Failure) -> Rational {
    let result: Rational?
    switch sign {
    case .add: result = left.plus(right)
    case .subtract: result = left.minus(right)
    case .multiply: result = left.times(right)
    case .divide:
      guard right.numerator != 0 else { throw .divisionByZero }
      result = left.over(right)
    case .remainder:
      guard left.isInteger, right.isInteger else { throw .noWholePower }
      guard right.numerator != 0 else { throw .divisionByZero }
      let rest = left.numerator % right.numerator
      let wraps = rest != 0 && (rest < 0) != (right.numerator < 0)
      result = Rational(wraps ? rest + right.numerator : rest, 1)
    case .power: result = try power(left, right, digits)
    }
    guard let result else { throw .tooManyDigits }
    return result
  }

  private static func power(
    _ base: Rational, _ exponent: Rational, _ digits: Int
  ) throws(Failure) -> Rational? {
    guard exponent.isInteger else { throw .noWholePower }
    guard exponent.numerator.magnitude <= 4_096 else { throw .tooManyDigits }
    var result = Rational(1)
    for _ in 0..<Int(exponent.numerator.magnitude) {
      guard let next = result.times(base), next.fits(digits: digits) else {
        throw .tooManyDigits
      }
      result = next
    }
    guard exponent.numerator < 0 else { return result }
    guard base.numerator != 0 else { throw .divisionByZero }
    return Rational(1).over(result)
  }

  /// The value modulo a prime, worked out without any big number; nil where that is not possible.
  func modulo(_ prime: UInt64) -> UInt64? {
    switch self {
    case .number(let number): return number.modulo(prime)
    case .operation(let sign, let left, let right):
      if sign == .remainder { return (try? value(digits: 18))?.modulo(prime) }
      guard let base = left.modulo(prime) else { return nil }
      if sign == .power {
        guard let exponent = try? right.value(digits: 18), exponent.isInteger else { return nil }
        let size = UInt64(clamping: exponent.numerator.magnitude)
        let power = Modular(prime).power(base, size)
        guard exponent.numerator < 0 else { return power }
        return power == 0 ? nil : Modular(prime).power(power, prime - 2)
      }
      guard let other = right.modulo(prime) else { return nil }
      switch sign {
      case .add: return (base + other) % prime
      case .subtract: return (base + prime - other) % prime
      case .multiply: return Modular(prime).times(base, other)
      case .divide:
        return other == 0
          ? nil : Modular(prime).times(base, Modular(prime).power(other, prime - 2))
      case .power, .remainder: return nil
      }
    }
  }

  /// The value in binary floating point, when exact arithmetic would take too long.
  var estimate: Double {
    switch self {
    case .number(let number): return Double(number.numerator) / Double(number.denominator)
    case .operation(let sign, let left, let right):
      let (base, other) = (left.estimate, right.estimate)
      switch sign {
      case .add: return base + other
      case .subtract: return base - other
      case .multiply: return base * other
      case .divide: return base / other
      case .remainder: return base.truncatingRemainder(dividingBy: other)
      case .power:
        var result = 1.0
        for _ in 0..<Int(min(4_096, abs(other.isFinite ? other : 0))) { result *= base }
        return other < 0 ? 1 / result : result
      }
    }
  }
}

extension Expression: CustomStringConvertible {
  /// The calculation with only the parentheses it needs.
  var description: String { written(outer: 0, isRight: false) }

  private func written(outer: Int, isRight: Bool) -> String {
    switch self {
    case .number(let number):
      let text = number.isInteger ? "\(number.numerator)" : "\(number)"
      return number.numerator < 0 && outer > 0 ? "(\(text))" : text
    case .operation(let sign, let left, let right):
      let rank = sign.rank
      let body =
        "\(left.written(outer: rank, isRight: false)) \(sign.rawValue) "
        + right.written(outer: rank, isRight: true)
      return rank < outer || (rank == outer && isRight) ? "(\(body))" : body
    }
  }
}

extension Expression.Operator {
  var rank: Int {
    switch self {
    case .add, .subtract: 1
    case .multiply, .divide, .remainder: 2
    case .power: 3
    }
  }
}
