// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wisely

@Suite struct JSONNumberTests {
  @Test("Only what JSON calls a number becomes one")
  func lexemes() {
    for text in ["0", "-0", "1.0", "1E400", "-12.5e-3"] {
      #expect(JSONNumber(lexeme: text)?.lexeme == text)
    }
    for text in ["", "-", "01", "1.", ".5", "+1", "1 ", " 1", "NaN", "0x1", "1e", "１"] {
      #expect(JSONNumber(lexeme: text) == nil, "\(text)")
    }
  }

  @Test("A floating-point value is spelled so that it reads back, if it is finite")
  func floatingPoint() {
    let values: [Double] = [
      0, -0.0, 1, 0.1, 1e20, 1e-7, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3,
      -123.456,
    ]
    for value in values {
      let number = JSONNumber(exactly: value)
      #expect(number?.double?.bitPattern == value.bitPattern)
      #expect(number.flatMap { JSONNumber(lexeme: $0.lexeme) } == number)
    }
    #expect(JSONNumber(exactly: .infinity) == nil)
    #expect(JSONNumber(exactly: .nan) == nil)
  }

  @Test(
    "Integers are exact or absent",
    arguments: [
      ("9007199254740993", 9_007_199_254_740_993), ("9223372036854775807", Int.max),
      ("-9223372036854775808", Int.min), ("9223372036854775808", nil), ("1.0", 1), ("1e3", 1000),
      ("120e-1", 12), ("1.5", nil), ("-0", 0), ("0.000e99", 0), ("1e400", nil),
      ("9.223372036854775807e18", Int.max), ("1e99999999999999999999", nil),
    ] as [(String, Int?)])
  func integers(lexeme: String, expected: Int?) {
    #expect(JSONNumber(lexeme: lexeme)?.int == expected)
  }

  @Test("A number too large for floating point has no floating-point value")
  func overflow() {
    #expect(JSONNumber(lexeme: "1E400")?.double == nil)
    #expect(JSONNumber(lexeme: "1E-400")?.double == 0)
  }

  private func decimal(_ lexeme: String) throws -> JSONDecimal {
    try #require(JSONNumber(lexeme: lexeme)).decimal
  }

  @Test("Equality of values does not see the spelling")
  func equality() throws {
    for same in [
      ["1", "1.0", "10e-1", "0.1E1", "1.000"], ["0", "-0", "0.0", "0e5"], ["-120", "-1.2e2"],
      ["100000000000000000000", "1e20"],
    ] {
      #expect(Set(try same.map(decimal)).count == 1)
    }
    #expect(try decimal("9007199254740993") != decimal("9007199254740992"))
  }

  @Test("Order is exact")
  func order() throws {
    let ascending = [
      "-1e30", "-10", "-9.99", "-1", "-0.1", "0", "1e-400", "0.1", "0.11", "0.2", "1", "9", "9.1",
      "10", "9007199254740992", "9007199254740993", "1e400",
    ]
    let decimals = try ascending.map(decimal)
    for left in decimals.indices {
      for right in decimals.indices {
        #expect((decimals[left] < decimals[right]) == (left < right))
      }
    }
  }

  @Test(
    "Multiples are exact",
    arguments: [
      ("0.3", "0.1", true), ("0.35", "0.1", false), ("1e300", "7", false), ("7e300", "7", true),
      ("0", "3", true), ("4.5", "1.5", true), ("19.99", "0.01", true), ("-6", "3", true),
      ("5", "10", false), ("1000", "8", true), ("12345678901234567890123", "3", true),
      ("1e1000000", "1e-1000000", true), ("3", "2", false),
    ])
  func multiples(value: String, divisor: String, expected: Bool) throws {
    #expect(try decimal(value).isMultiple(of: decimal(divisor)) == expected)
  }
}
