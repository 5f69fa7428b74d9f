// SPDX-License-Identifier: Apache-2.0

import Wisely

/// One of promptfoo's tests, whether it came from a configuration or from a row of a table.
struct PromptfooTest {
  var line: Int
  var id = ""
  var description: String?
  var variables = JSONObject()
  /// Assertions as they were written, with variables in them.
  var assertions: [LocatedValue] = []
  var threshold: Double?
  var metadata = JSONObject()
  var prefix = ""
  var suffix = ""
  /// Whether lists of values are one value each.
  var keepsLists = false
  /// Whether the configuration's own assertions do not hold for it.
  var ignoresDefaults = false
  /// The labels of the prompts it is for; nil for all.
  var prompts: [String]?

  init(line: Int) { self.line = line }

  /// A test with what all tests have in common put under it.
  func over(_ common: PromptfooTest) -> PromptfooTest {
    var test = self
    test.variables = Self.merged(common.variables, variables)
    test.metadata = Self.merged(common.metadata, metadata)
    if !ignoresDefaults { test.assertions = common.assertions + assertions }
    test.threshold = threshold ?? common.threshold
    if prefix.isEmpty { test.prefix = common.prefix }
    if suffix.isEmpty { test.suffix = common.suffix }
    test.keepsLists = keepsLists || common.keepsLists
    return test
  }

  private static func merged(_ under: JSONObject, _ over: JSONObject) -> JSONObject {
    var result = under
    for member in over.members { result[member.key] = member.value }
    return result
  }

  /// The tests that lists of values stand for: every combination.
  func expanded(limit: Int) -> [PromptfooTest]? {
    guard !keepsLists else { return [self] }
    var tests = [self]
    for member in variables.members {
      guard let values = member.value.array else { continue }
      guard tests.count * values.count <= limit else { return nil }
      tests = tests.flatMap { test in
        values.map { value in
          var test = test
          test.variables[member.key] = value
          return test
        }
      }
    }
    return tests
  }
}
