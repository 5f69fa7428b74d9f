// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@Suite struct CheckSpecificationTests {
  @Test(
    "Specifications are read",
    arguments: [
      (#"{"regex":"a+"}"#, CheckSpecification.regex("a+")),
      (#"{"equals":"a"}"#, .equals("a")),
      (#"{"number":4.5}"#, .number(.value(4.5, tolerance: 0))),
      (#"{"number":{"value":4,"tolerance":0.5}}"#, .number(.value(4, tolerance: 0.5))),
      (#"{"number":{"minimum":1,"maximum":2}}"#, .number(.range(1...2))),
      (#"{"number":{"minimum":1}}"#, .number(.range(1...(.infinity)))),
      (#"{"number":true}"#, .number(.any)),
      (#"{"command":["make","test"]}"#, .command(["make", "test"])),
      (#"{"schema":{"type":"object"}}"#, .schema(["type": "object"])),
      (#"{"judge":true}"#, .judge),
    ])
  func reads(text: String, specification: CheckSpecification) throws {
    #expect(try CheckSpecification(JSONValue(parsing: Array(text.utf8))) == specification)
  }

  @Test(
    "What is wrong is named with its mend",
    arguments: [
      ("4", "A check must be an object such as {\"judge\": true}, not 4."),
      (
        "{}",
        "A check has exactly one member, one of regex, equals, number, command, schema, judge; this one has none."
      ),
      (
        #"{"regex":"a","judge":true}"#,
        "A check has exactly one member, one of regex, equals, number, command, schema, judge; this one has regex, judge."
      ),
      (
        #"{"regexp":"a"}"#,
        "There is no check 'regexp'; the checks are regex, equals, number, command, schema, judge."
      ),
      (#"{"regex":4}"#, "The check 'regex' must be a text, not 4."),
      (#"{"equals":""}"#, "The check 'equals' must be a text, not \"\"."),
      (
        #"{"command":"make test"}"#,
        "The check 'command' must be a list of texts such as [\"make\", \"test\"], not \"make test\"."
      ),
      (
        #"{"command":["make",1]}"#,
        "The check 'command' must be a list of texts such as [\"make\", \"test\"], not [\"make\",1]."
      ),
      (#"{"judge":false}"#, "The check 'judge' must be true, not false."),
      (
        #"{"number":{"value":1,"tolerance":-1}}"#,
        "The check 'number' must be given a tolerance of 0 or more, not {\"value\":1,\"tolerance\":-1}."
      ),
      (
        #"{"number":{"minimum":3,"maximum":1}}"#,
        "The check 'number' must be given a minimum that is not above the maximum, not {\"minimum\":3,\"maximum\":1}."
      ),
      (#"{"schema":"x"}"#, "The check 'schema' must be a JSON Schema, not \"x\"."),
    ])
  func errors(text: String, message: String) throws {
    let value = try JSONValue(parsing: Array(text.utf8))
    let error = #expect(throws: SetupError.self) { try CheckSpecification(value) }
    #expect(error?.message == message)
  }

  @Test("Checks are made, or say what they lack")
  func makes() throws {
    let judge = ScriptedModel("judge")
    let run: CommandCheck.Runner = { _, _ in 0 }
    let all: [CheckSpecification] = [
      .regex("a"), .equals("a"), .number(.any), .command(["true"]), .schema(true), .judge,
    ]
    #expect(
      try all.map { try $0.makeCheck(judge: judge, run: run).name }
        == ["regex", "equals", "number", "command", "schema", "judge"])
    #expect(throws: SetupError.self) { try CheckSpecification.judge.makeCheck(run: run) }
    #expect(throws: SetupError.self) {
      try CheckSpecification.command(["true"]).makeCheck(judge: judge)
    }
    #expect(throws: SetupError.self) { try CheckSpecification.regex("(").makeCheck() }
  }
}
