// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wisely

@Suite struct NearestNameTests {
  @Test(
    "The name that was meant is found, or none",
    arguments: [
      ("exectuor", "executor"), ("Executer", "executor"), ("advisors", "advisor"),
      ("budgt", "budget"), ("xyz", nil), ("", nil), ("plan", "plans"), ("b", nil),
      ("executor", "executor"),
    ] as [(String, String?)])
  func finding(name: String, expected: String?) {
    let known = ["executor", "advisor", "budget", "plans", "planner", "a"]
    let found = NearestName.find(name, among: known)
    #expect(found == expected)
  }

  @Test("A slip is one letter added, lost, changed or swapped with its neighbour")
  func slips() {
    #expect(NearestName.slips(from: "", to: "abc") == 3)
    #expect(NearestName.slips(from: "abc", to: "abc") == 0)
    #expect(NearestName.slips(from: "abc", to: "acb") == 1)
    #expect(NearestName.slips(from: "kitten", to: "sitting") == 3)
    #expect(NearestName.slips(from: "ca", to: "abc") == 3)
  }

  @Test("The hint is a clause, or nothing")
  func hint() {
    #expect(NearestName.hint("requried", among: ["required"]) == #"; did you mean "required"?"#)
    #expect(NearestName.hint("zzz", among: ["required"]).isEmpty)
  }
}
