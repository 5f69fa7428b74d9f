// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyEval

@Suite struct ChoiceTests {
  static let value: JSONValue = [
    "choices": ["London", "Paris", "Paris, Texas", "New York"], "answer": "B",
  ]

  @Test(
    "The right choice is understood in many styles",
    arguments: [
      "B", "b", "(B)", "B.", "B)", "**B**", "B) Paris", "B. Paris", "B: Paris", "Answer: B",
      "The answer is B.", "The correct answer is (B) Paris.", "Paris", "paris.", "\\boxed{B}",
      "$\\boxed{\\text{B}}$", "It is not London.\n\nAnswer: B", "**Answer:** Paris",
      "Reasoning about A and C.\nB", "I think it's option B", "I would say Paris", "B - Paris",
      "B, because it is the capital.", "A) is wrong.\nThe answer is Paris", "`B`", "[B]", "B\n",
      "The capital of France is Paris.", "#### B", "Final answer: (b)",
    ])
  func right(answer: String) async throws {
    #expect(try await score(answer, Assertion(.choice, Self.value)) == 1)
  }

  @Test(
    "Another choice, or none, or two, is wrong",
    arguments: [
      "A", "C", "The answer is C", "Paris, Texas", "London", "A or B", "", "I don't know",
      "Answer: A\nB", "E", "Answer: none of these", "B is wrong.\nSo the answer is D",
      "A good question. I cannot say", "London and Paris", "(A) or (B)", "Brussels",
    ])
  func wrong(answer: String) async throws {
    #expect(try await score(answer, Assertion(.choice, Self.value)) == 0)
  }

  @Test("Several right choices have to be named, and no others")
  func several() async throws {
    let assertion = Assertion(
      .choice, ["choices": ["w", "x", "y", "z"], "answer": ["A", "C"]] as JSONValue)
    for answer in ["A, C", "A and C", "C,A", "Answer: A & C", "(A) and (C)"] {
      #expect(try await score(answer, assertion) == 1, "\(answer)")
    }
    for answer in ["A", "A, B", "A, B, C", "B"] {
      #expect(try await score(answer, assertion) == 0, "\(answer)")
    }
  }

  @Test("The answer may be given as a text, and choices may be numbers")
  func texts() async throws {
    let assertion = Assertion(.choice, ["choices": ["4", "5"], "answer": "5"] as JSONValue)
    for answer in ["5", "B", "B) 5", "2 + 3 = 5\nAnswer: 5"] {
      #expect(try await score(answer, assertion) == 1, "\(answer)")
    }
    #expect(try await score("4", assertion) == 0)
  }
}
