// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@Suite struct SetupNotationTests {
  @Test(
    "The notation is read and written the same",
    arguments: [
      "opus", "haiku+opus", "opus..sonnet", "haiku^opus", "opus@low", "opus@low^opus",
      "(haiku+opus)^fable", "claude-haiku-4-5+claude-opus-4.6@high", "ollama/llama3.2:3b+opus",
      "(opus..sonnet)+fable",
    ])
  func roundTrip(text: String) throws {
    #expect(try SetupNotation(parsing: text).description == text)
  }

  @Test("Spaces are allowed and opusplan is an alias")
  func aliases() throws {
    #expect(try SetupNotation(parsing: " haiku + opus@low ").description == "haiku+opus@low")
    #expect(try SetupNotation(parsing: "opusplan").description == "opus..sonnet")
    #expect(try SetupNotation(parsing: "gpt-6.1-sol..haiku").names == ["gpt-6.1-sol", "haiku"])
  }

  @Test(
    "A mistake is named with its column and its mend",
    arguments: [
      ("", "The setup is empty"),
      ("haiku+", "column 7: a model is missing here"),
      ("+opus", "column 1: a model's name was expected, not '+'"),
      ("haiku+opus^fable", "'^' follows a pair; say what belongs together, as in '(haiku+opus)^…'"),
      ("opus@lo", "column 6: 'lo' is no effort; the efforts are none, minimal, low"),
      ("(haiku+opus", "column 1: this parenthesis is never closed"),
      ("haiku)", "')' does not belong here"),
      ("opusplan@low", "write 'opus@low..sonnet'"),
      ("haiku & opus", "'&' does not belong here"),
    ])
  func mistakes(text: String, part: String) {
    let error = #expect(throws: SetupError.self) { try SetupNotation(parsing: text) }
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }
}
