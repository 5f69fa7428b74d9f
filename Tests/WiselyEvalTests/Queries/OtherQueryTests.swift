// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyEval

/// OpenAI evals' and Inspect's files.
@Suite struct OtherQueryTests {
  @Test("OpenAI evals have messages and ideal answers of which any will do")
  func openai() throws {
    let set = try read(
      """
      {"input": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "2+2?"}], "ideal": "4"}
      {"input": "Capital of France?", "ideal": ["Paris", "paris, France"]}
      {"input": [{"role": "system", "content": "Say hello."}], "ideal": "Hello"}
      {"input": [{"role":"system","content":"Sum."},{"role":"system","name":"example_user","content":"1+1"},{"role":"system","name":"example_assistant","content":"2"},{"role":"user","content":"2+2"}], "ideal": "4"}
      """, as: "samples.jsonl")
    #expect(set.format == "openai-jsonl")
    #expect(set.problems == [])
    #expect(set.queries[0].system == "Be brief.")
    #expect(set.queries[0].prompt == "2+2?")
    #expect(set.queries[0].assertions == [Assertion(.number, "4", line: 1)])
    #expect(
      set.queries[1].assertions == [Assertion(.answer, ["Paris", "paris, France"], line: 2)])
    #expect(set.queries[2].prompt == "Say hello.")
    #expect(set.queries[3].history == [.user("1+1"), .assistant("2")])
    #expect(set.queries[3].system == "Sum.")
    #expect(set.queries[3].prompt == "2+2")
  }

  @Test(
    "What is no conversation is a problem",
    arguments: [
      "[]", "[{\"role\":\"user\"}]", "[{\"role\":\"assistant\",\"content\":\"a\"}]",
      "[{\"role\":\"tool\",\"content\":\"a\"}]", "{\"a\":1}",
      "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]",
    ])
  func conversations(input: String) throws {
    let set = try read("{\"input\": \(input), \"ideal\": \"x\"}", as: "a.jsonl")
    #expect(set.queries == [])
    #expect(set.problems.map(\.line) == [1])
  }

  @Test("Inspect's choices are shown to the model, and its target is a letter or a text")
  func inspect() throws {
    let set = try read(
      """
      [{"id": 1, "input": "Capital?", "choices": ["Rome", "Paris"], "target": "B", "metadata": {"level": 2}},
       {"input": "Which?", "choices": ["x", "y", "z"], "target": ["A", "C"]},
       {"input": "Open?", "target": "42"}]
      """, as: "a.json")
    #expect(set.format == "inspect-json")
    #expect(set.problems == [])
    let one = set.queries[0]
    #expect(one.prompt.hasPrefix("Capital?\n\nA) Rome\nB) Paris\n\n"))
    #expect(one.metadata == ["level": 2])
    #expect(
      one.assertions == [
        Assertion(.choice, ["choices": ["Rome", "Paris"], "answer": "B"], line: 1)
      ])
    #expect(set.queries[1].assertions[0].value["answer"] == ["A", "C"])
    #expect(set.queries[2].assertions == [Assertion(.number, "42", line: 3)])
  }

  @Test("A target that is none of the choices is a problem with its line")
  func target() throws {
    let set = try read(
      "input,choices,target\nWhich?,\"x, y\",C\nWhich one?,\"[\"\"a, b\"\", \"\"c\"\"]\",c\n",
      as: "a.csv")
    #expect(set.format == "inspect-csv")
    #expect(set.problems.map(\.description) == ["line 2: 'C' is none of the 2 choices."])
    #expect(set.queries[1].assertions[0].value["choices"] == ["a, b", "c"])
  }

  @Test(
    "The format is told by ending and content, and can be given",
    arguments: [
      ("a.jsonl", "{\"query\":\"?\"}", nil, "plain-jsonl"),
      ("a.json", "{\"query\":\"?\"}\n{\"query\":\"!\"}", nil, "plain-jsonl"),
      ("queries", "{\"query\":\"?\"}\n{\"query\":\"!\"}", nil, "plain-jsonl"),
      ("queries", "[{\"query\":\"?\"}]", nil, "plain-json"),
      ("queries", "query,expected\n?,1\n", nil, "plain-csv"),
      ("queries", "- query: '?'\n", nil, "plain-yaml"),
      ("a.tsv", "query\texpected\n1, 2?\t1\n", nil, "plain-csv"),
      ("a.csv", "query;expected\n1, 2?;1\n", nil, "plain-csv"),
      ("a.csv", "x,__expected\n?,1\n", nil, "promptfoo-csv"),
      ("a.jsonl", "{\"vars\":{\"x\":\"?\"},\"assert\":[]}", nil, "promptfoo-jsonl"),
      ("a.yaml", "tests:\n- vars: {x: '?'}\n", nil, "promptfoo-yaml"),
      ("a.txt", "{\"query\":\"?\"}", "jsonl", "plain-jsonl"),
      ("a.jsonl", "{\"input\":\"?\",\"ideal\":\"1\"}", "plain", "plain-jsonl"),
      ("a.csv", "query,expected\n?,1\n", "promptfoo-csv", "promptfoo-csv"),
    ])
  func formats(name: String, text: String, format: String?, expected: String) throws {
    let set = try read(text, as: name, format: format)
    #expect(set.format == expected)
    #expect(set.problems == [])
    #expect(!set.queries.isEmpty)
  }

  @Test("Formats are spelled in one way")
  func spelling() {
    #expect(QueryFormat("promptfoo-yaml") == QueryFormat(.promptfoo, .yaml))
    #expect(QueryFormat("csv") == QueryFormat(nil, .csv))
    #expect(QueryFormat("inspect") == QueryFormat(.inspect))
    for wrong in ["", "xml", "plain-", "csv-plain", "plain-csv-x", "-csv"] {
      #expect(QueryFormat(wrong) == nil, "\(wrong)")
    }
  }
}
