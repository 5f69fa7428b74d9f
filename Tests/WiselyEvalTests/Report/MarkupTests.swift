// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WiselyEval

@Suite struct MarkupTests {
  @Test("Text and attributes are escaped, and what cannot be seen is shown")
  func escaping() {
    let markup = Markup("p", ["title": "a\"b'<c>\n"]) { "x < y & \u{7}\u{202E}z\r\nw" }
    #expect(
      markup.text
        == "<p title=\"a&quot;b&#39;&lt;c&gt;&#10;\">x &lt; y &amp; ␇⟨U+202E⟩z\nw</p>")
  }

  @Test("An empty element closes itself only where HTML knows that it does")
  func empty() {
    #expect(Markup("meta", ["charset": "utf-8"]).text == "<meta charset=\"utf-8\"/>")
    #expect(Markup("td").text == "<td></td>")
  }

  @Test(
    "Markdown keeps words words",
    arguments: [
      ("a|b", "a\\|b"), ("<b>", "&lt;b&gt;"), ("*x* _y_ `z`", "\\*x\\* \\_y\\_ \\`z\\`"),
      ("one\ntwo", "one two"), ("[a](b)", "\\[a\\](b)"),
    ])
  func words(text: String, expected: String) {
    #expect(MarkdownText.escaped(text) == expected)
  }

  @Test(
    "A name in Markdown is code, whatever is in it",
    arguments: [
      ("haiku+opus", "`haiku+opus`"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), ("a|b", "a\\|b"),
    ])
  func names(text: String, expected: String) {
    #expect(MarkdownText.code(text) == expected)
  }

  @Test("A block's fence is longer than any fence in it")
  func fences() {
    #expect(MarkdownText.block("a\n````\nb") == "`````text\na\n````\nb\n`````")
    #expect(MarkdownText.block("plain\n") == "```text\nplain\n```")
  }

  @Test(
    "Numbers in a sentence get minus signs, names do not",
    arguments: [
      ("between -5.8 and -1 (-3 to 2)", "between −5.8 and −1 (−3 to 2)"),
      ("gpt-4 and a -b", "gpt-4 and a -b"), ("12 % of", "12\u{A0}% of"),
    ])
  func sentences(text: String, expected: String) {
    #expect(Typography.sentence(text) == expected)
  }

  @Test("A long name keeps its beginning and its end")
  func fitted() {
    let font = ChartFont(size: 10, isMonospaced: true)
    let name = "mistralai/Mixtral-8x7B-Instruct-v0.1"
    let fitted = font.fitted(name, 100)
    #expect(font.width(fitted) <= 100)
    #expect(fitted.hasPrefix("mistra") && fitted.hasSuffix("t-v0.1") && fitted.contains("…"))
    #expect(font.fitted("opus", 100) == "opus")
    #expect(font.fitted("opus", 1) == "…")
    let advised = font.fitted("offline-small+offline-large", 100)
    let cascade = font.fitted("offline-small^offline-large", 100)
    #expect(advised != cascade && font.width(advised) <= 100)
    #expect(
      advised.contains("+") && cascade.contains("^"), "how they work together tells them apart")
    #expect(font.fitted("offline-small+offline-large", 40).contains("…"))
  }
}
