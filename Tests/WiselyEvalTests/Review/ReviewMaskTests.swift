// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WiselyEval

@Suite("What hides an author") struct ReviewMaskTests {
  static let mask = ReviewMask(
    MaskPhrases.make(
      setups: ["haiku+opus", "opus@low", "offline-small^offline-large", "A", "thrifty pair"],
      models: ["claude-haiku-4-5", "acme-chat-7b"]))

  static func hide(_ text: String, question: String = "", facts: [String] = []) -> String {
    mask.apply(to: text, question: question, facts: facts)
  }

  @Test(
    "Names of setups, models and makers are hidden however they are written",
    arguments: [
      ("I am Claude.", "I am [hidden]."),
      ("I'm CLAUDE, made by Anthropic!", "I'm [hidden], made by [hidden]!"),
      ("As claude-haiku-4-5 I say", "As [hidden] I say"),
      ("Claude Haiku 4.5 says", "[hidden] says"),
      ("claude_haiku_4_5-20251001 says", "[hidden] says"),
      ("**Claude Opus** 4", "**[hidden]"),
      ("haiku+opus", "[hidden]"), ("opus..sonnet", "[hidden]"), ("opus@low^opus", "[hidden]"),
      ("(opus@high)", "([hidden])"), ("offline-small^offline-large", "[hidden]"),
      ("Offline Large knows", "[hidden] knows"),
      ("GPT4o-mini or GPT-5 nano or gpt 5", "[hidden] or [hidden] or [hidden]"),
      ("ChatGPT", "[hidden]"), ("Gemini 2.5 Flash.", "[hidden]."), ("DeepSeek-V3.2", "[hidden]"),
      ("Mixtral-8x7B-Instruct", "[hidden]"), ("o Acme Chat 7B o", "o [hidden] o"),
      ("a thrifty-pair", "a [hidden]"), ("The advisor said yes.", "[hidden] said yes."),
      ("Opus's answer", "[hidden]'s answer"),
      ("Ask a financial advisor.", "Ask a financial advisor."),
      ("magnumopus opuses copiloting", "magnumopus opuses copiloting"),
      ("A is for answer; I am A.", "A is for answer; I am [hidden]."),
      ("Opus. 5 things", "[hidden]. 5 things"), ("", ""),
      ("d'opus \u{1F600} é opus", "d'[hidden] \u{1F600} é [hidden]"),
    ])
  func names(text: String, hidden: String) { #expect(Self.hide(text) == hidden) }

  @Test(
    "What the question speaks of stays, but not what the answer says of itself",
    arguments: [
      ("A haiku has three lines.", "A haiku has three lines."),
      ("I am Haiku.", "I am [hidden]."), ("Haiku here!", "[hidden] here!"),
      ("This was written by the Haiku model.", "This was written by the [hidden] model."),
      ("Claude Haiku wrote this haiku.", "[hidden] wrote this haiku."),
    ])
  func question(text: String, hidden: String) {
    #expect(Self.hide(text, question: "Write a Haiku on autumn") == hidden)
  }

  @Test("What the answer cost and took is hidden where it stands, and other numbers are not")
  func facts() {
    let facts = ["$0.0012", "57 tokens", "1.2 s"]
    #expect(
      Self.hide("Cost $0.0012 (57 tokens, 1.2 s).", facts: facts)
        == "Cost [hidden] ([hidden], [hidden]).")
    let others = "Cost $0.00125 (157 tokens, 1.57 tokens, 11.2 s, 1.2 square metres)."
    #expect(Self.hide(others, facts: facts) == others)
  }
}
