// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyEval

@Suite struct PromptfooTests {
  @Test(
    "The short form is type, threshold and value; what has no known type is expected as it is",
    arguments: [
      ("Paris", Assertion(.equals, "Paris")), ("equals: 4", Assertion(.equals, "4")),
      ("not-contains:error", Assertion(.contains, "error", isNegated: true)),
      ("icontains-any:a, b", Assertion(.containsAnyIgnoringCase, ["a", "b"])),
      ("contains-all:\"a, b\",c", Assertion(.containsAll, ["a, b", "c"])),
      ("similarity(0.8):hello", Assertion(.similarity, "hello", threshold: 0.8)),
      ("levenshtein(3):hello", Assertion(.levenshtein, "hello", threshold: 3)),
      ("is-json", Assertion(.json, .null)),
      ("is-json:{\"type\":\"object\"}", Assertion(.json, ["type": "object"])),
      ("contain:Paris", Assertion(.equals, "contain:Paris")),
      ("The time: 5", Assertion(.equals, "The time: 5")),
      ("grade:polite", Assertion(.judge, "polite")),
      ("llm-rubric: is polite", Assertion(.judge, "is polite")),
      ("factuality:It is 5.", Assertion(.judge, ["reference": "It is 5."])),
      ("starts-with:Yes", Assertion(.startsWith, "Yes")),
      ("regex:a(b):c", Assertion(.regex, "a(b):c")),
    ])
  func short(text: String, assertion: Assertion) throws {
    let cell = "\"" + text.replacing("\"", with: "\"\"") + "\""
    let set = try read("question,__expected\nHow?,\(cell)\n", as: "a.csv")
    #expect(set.problems == [])
    var expected = assertion
    expected.line = 2
    #expect(set.queries[0].assertions == [expected])
  }

  @Test("A table's special columns are what promptfoo takes them for")
  func columns() throws {
    let set = try read(
      """
      question,__expected1,__expected2,__description,__prefix,__suffix,__metric,__threshold,\
      __metadata:topic,__metadata:tags[],__config:__expected2:threshold,__config:__expected[1]:threshold
      How?,similarity:a,similarity:b,first,Say: , please,accuracy,0.5,math,"a, b\\, c",0.9,0.25
      """, as: "a.csv")
    #expect(set.problems == [])
    #expect(set.warnings == [])
    let query = set.queries[0]
    #expect(query.prompt == "Say: How? please")
    #expect(
      query.assertions == [
        Assertion(.similarity, "a", threshold: 0.25, line: 2),
        Assertion(.similarity, "b", threshold: 0.9, line: 2),
      ])
    #expect(query.threshold == 0.5)
    #expect(
      query.metadata == ["topic": "math", "tags": ["a", "b, c"], "description": "first"])
  }

  @Test("What a table has and we cannot do is said, with its line")
  func tableProblems() throws {
    let set = try read(
      """
      question,__expected,__metadata,_suffix,__config:__expected:provider
      A?,python: len(output) > 3,x,,y
      B?,file://check.js,x,,
      C?,not-javascript: true,x,,
      D?,similar(0.8):hello,x,,
      E?,latency(100),x,,
      F?,"number:many",,,
      """, as: "a.csv")
    #expect(set.problems.map(\.line) == [1, 2, 3, 4, 5, 6, 7], "\(set.problems)")
    #expect(set.warnings.map(\.line) == [1, 1])
    #expect(set.queries.count == 6)
    #expect(set.queries.allSatisfy { $0.assertions.isEmpty })
  }

  @Test("A configuration's prompts, variables, defaults and templates make queries")
  func configuration() throws {
    let set = try read(
      """
      description: Greetings
      providers: [openai:gpt-4]
      prompts:
        - "Answer in {{ language }}: {{question}}"
      assertionTemplates:
        short: &short
          type: regex
          value: "^.{0,100}$"
      defaultTest:
        vars: {language: French}
        assert:
          - $ref: '#/assertionTemplates/short'
        metadata: {team: a}
        threshold: 0.6
      tests:
        - description: one
          vars: {question: 'How are you?', name: Ann}
          assert:
            - type: icontains
              value: "{{name}}"
              weight: 2
              metric: politeness
        - vars: {question: Who?, language: German}
          options: {disableDefaultAsserts: true, prefix: "> "}
          threshold: 0.9
      """, as: "promptfooconfig.yaml")
    #expect(set.format == "promptfoo-yaml")
    #expect(set.problems == [])
    #expect(set.warnings.map(\.line) == [2])
    #expect(
      set.queries.map(\.prompt) == ["Answer in French: How are you?", "> Answer in German: Who?"])
    #expect(
      set.queries[0].assertions == [
        Assertion(.regex, "^.{0,100}$", line: 6),
        Assertion(.containsIgnoringCase, "Ann", weight: 2, line: 19),
      ])
    #expect(set.queries[0].metadata == ["team": "a", "description": "one"])
    #expect(set.queries[0].threshold == 0.6)
    #expect(set.queries[1].assertions == [])
    #expect(set.queries[1].threshold == 0.9)
    #expect(set.queries.map(\.line) == [16, 23])
  }

  @Test("Lists of values are all combinations, several prompts one cluster")
  func combinations() throws {
    let set = try read(
      """
      {"prompts": ["{{a}} {{b}}?", "[{\\"role\\":\\"system\\",\\"content\\":\\"{{b}}\\"},{\\"role\\":\\"user\\",\\"content\\":\\"{{a}}?\\"}]"],
       "tests": [{"vars": {"a": ["x", "y"], "b": [1, "{{2"]}},
        {"vars": {"a": "q", "b": ["s", "t"]}, "options": {"disableVarExpansion": true}}]}
      """, as: "a.json")
    #expect(set.problems == [])
    try #require(set.queries.count == 10)
    #expect(
      set.queries.map(\.prompt) == [
        "x 1?", "x?", "x {{2?", "x?", "y 1?", "y?", "y {{2?", "y?", "q [\"s\",\"t\"]?", "q?",
      ])
    #expect(set.queries[1].system == "1")
    #expect(set.queries[3].system == "{{2")
    #expect(set.queries[0].cluster == set.queries[7].cluster)
    #expect(set.queries[8].cluster != set.queries[0].cluster)
    #expect(Set(set.queries.map(\.id)).count == 10)
  }

  @Test("Tests, prompts and values may stand in files beside, which count for the hash")
  func companions() throws {
    let config = """
      prompts: file://prompts.txt
      tests: [file://tests.csv, {vars: {question: file://q.txt}, assert: {type: equals, value: file://a.txt}}]
      """
    var files = [
      "prompts.txt": "One: {{question}}\n---\nTwo:\n{{question}}\n",
      "tests.csv": "question,__expected\nA?,1\nB?,python:x\n", "q.txt": "C?\n", "a.txt": "yes\n",
    ]
    let set = try read(config, as: "c.yaml", beside: files)
    #expect(
      set.queries.map(\.prompt) == [
        "One: A?", "Two:\nA?", "One: B?", "Two:\nB?", "One: C?", "Two:\nC?",
      ])
    #expect(set.queries[4].assertions == [Assertion(.equals, "yes", line: 2)])
    #expect(set.problems.count == 1)
    #expect(set.problems[0].description.contains("python"))
    files["a.txt"] = "no"
    #expect(try read(config, as: "c.yaml", beside: files).hash != set.hash)
    #expect(try read(config, as: "c.yaml", beside: files).queries[0].id == set.queries[0].id)
  }

  @Test(
    "Files outside, programs and globs are not read",
    arguments: [
      "tests: file:///etc/passwd.csv", "tests: ../tests.csv", "tests: tests/*.yaml",
      "tests: file://make.js", "prompts: [file://prompt.py]\ntests: [{vars: {question: a}}]",
      "tests: [{vars: {question: file://x.js}}]", "tests: https://example.com/a.csv",
      "tests: missing.csv", "tests: [{vars: file://vars.yaml}]",
    ])
  func outside(config: String) throws {
    let set = try read(config, as: "c.yaml")
    #expect(!set.problems.isEmpty)
  }

  @Test("Everything of a configuration that is not supported is said")
  func unsupported() throws {
    let set = try read(
      """
      prompts:
        - "{% if a %}x{% endif %}"
        - "{{ a | upper }}"
        - "{{missing}}"
      scenarios: []
      tests:
        - vars: {a: x}
          provider: openai:gpt-4
          options: {transform: output.trim()}
          assert:
            - {type: similar, value: x}
            - {type: llm-rubric, value: x, provider: y}
            - {type: assert-set, threshold: 0.5, assert: []}
            - {type: contains, value: "{{nobody}}"}
            - {value: x}
            - {type: equals, value: x, transform: y}
      """, as: "c.yaml")
    #expect(set.problems.map(\.line) == [2, 3, 5, 7, 9], "\(set.problems)")
    let without = try read(
      """
      tests:
        - vars: {question: x}
          assert:
            - {type: similar, value: x}
            - {type: llm-rubric, value: x, provider: y}
            - {type: assert-set, threshold: 0.5, assert: []}
            - {type: contains, value: "{{nobody}}"}
            - {value: x}
            - {type: equals, value: x, transform: y}
            - {type: assert-set, assert: [{type: equals, value: a}, {type: regex, value: b}]}
      """, as: "c.yaml")
    #expect(without.problems.map(\.line) == [4, 6, 7, 8, 9], "\(without.problems)")
    #expect(without.queries[0].assertions.map(\.kind) == [.judge, .equals, .equals, .regex])
    #expect(without.warnings.map(\.line) == [5])
  }

  @Test("Without prompts the question is the variable called so, or the only one")
  func questions() throws {
    let set = try read(
      "- vars: {context: c, input: A?}\n- vars: {topic: B?}\n- vars: {a: x, b: y}\n- {}\n",
      as: "c.yaml", format: "promptfoo")
    #expect(set.queries.map(\.prompt) == ["A?", "B?"])
    #expect(set.problems.map(\.line) == [3, 4])
  }
}
