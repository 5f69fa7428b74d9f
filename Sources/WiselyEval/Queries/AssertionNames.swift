// SPDX-License-Identifier: Apache-2.0

/// The names of assertions in query files: ours, promptfoo's, and those nobody can grade here.
enum AssertionNames {
  /// The kinds by their names; promptfoo's judges all become ours.
  static let kinds: [String: Assertion.Kind] = {
    let own: [Assertion.Kind] = [
      .answer, .equals, .contains, .containsAny, .containsAll, .containsIgnoringCase,
      .containsAnyIgnoringCase, .containsAllIgnoringCase, .startsWith, .regex, .number, .json,
      .containsJSON, .jsonSubset, .jsonSchema, .choice, .similarity, .levenshtein, .command, .judge,
    ]
    var kinds = Dictionary(uniqueKeysWithValues: own.map { ($0.rawValue, $0) })
    for name in judges + references { kinds[name] = .judge }
    return kinds
  }()

  /// Judges by a rubric.
  static let judges = ["llm-rubric", "model-graded-closedqa", "g-eval"]
  /// Judges against a reference answer.
  static let references = ["factuality", "model-graded-factuality"]

  /// Why an assertion of promptfoo's cannot be graded, and what to do; nil for a name unknown to it
  /// too.
  static func refusal(of name: String) -> String? {
    guard let mend = refusals.first(where: { $0.names.contains(name) })?.mend else {
      let isFamily = ["similar:", "trace-", "trajectory:", "promptfoo:redteam:"]
        .contains { name.hasPrefix($0) }
      return isFamily ? "leave it out, or write a command for it" : nil
    }
    return mend
  }

  private static let refusals: [(names: Set<String>, mend: String)] = [
    (
      ["javascript", "python", "ruby", "webhook"],
      "it runs code; write it as a program that reads the answer, with type 'command'"
    ),
    (
      [
        "similar", "classifier", "perplexity", "perplexity-score", "moderation", "guardrails",
        "answer-relevance", "context-faithfulness", "context-recall", "context-relevance",
        "conversation-relevance", "pi",
      ],
      "it needs a model of its own kind; say what matters in an 'llm-rubric' instead"
    ),
    (
      ["rouge-n", "rouge-l", "rouge-s", "bleu", "gleu", "meteor"],
      "use 'similarity' or an 'llm-rubric'"
    ),
    (
      ["cost", "latency"],
      "it is measured for every attempt and is no part of the quality; leave it out"
    ),
    (
      ["is-sql", "is-xml", "is-html", "contains-sql", "contains-xml", "contains-html"],
      "write a 'command' that parses the answer"
    ),
    (
      [
        "is-valid-openai-function-call", "is-valid-openai-tools-call", "is-valid-function-call",
        "tool-call-f1", "skill-used", "finish-reason",
      ],
      "it is about tool calls, not about the answer; leave it out"
    ),
    (["is-refusal"], "a refusal counts as wrong anyway; leave it out"),
    (["word-count"], "write a 'regex' or a 'command' for it"),
    (
      ["select-best", "max-score", "human"],
      "setups are compared by 'wisely eval compare' and 'wisely eval review'; leave it out"
    ),
  ]
}
