// SPDX-License-Identifier: Apache-2.0

import Testing
import WiselyArguments

struct BadLine: CustomTestStringConvertible, Sendable {
  var words: [String]
  var code: ArgumentsError.Code
  var message: String
  var path: String

  init(
    _ line: [String], _ code: ArgumentsError.Code, _ message: String, at path: String = "lamp ask"
  ) {
    words = line
    self.code = code
    self.message = message
    self.path = path
  }

  var testDescription: String { words.joined(separator: " ") }

  static let all: [BadLine] = [
    .init(
      ["ask", "--setpu", "x"], .unknownOption, "unknown option '--setpu'; did you mean '--setup'?"),
    .init(["ask", "--hlep"], .unknownOption, "unknown option '--hlep'; did you mean '--help'?"),
    .init(
      ["ask", "--no-colour"], .unknownOption,
      "unknown option '--no-colour'; did you mean '--no-color'?"),
    .init(
      ["ask", "-setup", "x"], .unknownOption, "unknown option '-setup'; did you mean '--setup'?"),
    .init(
      ["ask", "--debug-see", "x"], .unknownOption,
      "unknown option '--debug-see'; if it is an argument, write '--' before it"),
    .init(["ask", "-x"], .unknownOption, "unknown option '-x'; remove it, or check its spelling"),
    .init(
      ["ask", "-jx"], .unknownOption,
      "unknown option '-x' in '-jx'; remove it, or check its spelling"),
    .init(
      ["ask", "--version"], .unknownOption, "unknown option '--version'; write 'lamp --version'"),
    .init(
      ["--setup", "x", "ask", "y"], .unknownOption,
      "unknown option '--setup' before 'ask'; write it after 'ask'", at: "lamp"),
    .init(["aks", "x"], .unknownCommand, "unknown command 'aks'; did you mean 'ask'?", at: "lamp"),
    .init(
      [""], .unknownCommand, "unknown command ''; choose one of ask, store, copy, shift", at: "lamp"
    ),
    .init(
      ["store", "chekc"], .unknownCommand, "unknown command 'chekc'; did you mean 'check'?",
      at: "lamp store"),
    .init(
      ["help", "stor"], .unknownCommand, "unknown command 'stor'; did you mean 'store'?", at: "lamp"
    ),
    .init(
      ["help", "ask", "more"], .unknownCommand,
      "unknown command 'more'; 'lamp ask' has no subcommands"),
    .init(
      ["ask", "x", "--setup"], .missingValue,
      "option '--setup' needs a value; write '--setup=<setup>'"),
    .init(["ask", "x", "-s"], .missingValue, "option '-s' needs a value; write '-s <setup>'"),
    .init(
      ["ask", "--setup", "--", "x"], .missingValue,
      "option '--setup' needs a value; write '--setup=<setup>'"),
    .init(
      ["ask", "--system", "--x", "y"], .missingValue,
      "option '--system' needs a value, but '--x' looks like an option; "
        + "if it is the value, write '--system=--x'"),
    .init(
      ["ask", "-s", "-j", "y"], .missingValue,
      "option '-s' needs a value, but '-j' looks like an option; if it is the value, write '-s=-j'"),
    .init(
      ["ask"], .missingArgument,
      "missing argument '<prompt>' (the question, or - for standard input); add it"),
    .init(
      ["shift"], .missingArgument,
      "missing option '--by <by>' (steps up, negative for down); add it", at: "lamp shift"),
    .init(
      ["copy", "a"], .missingArgument, "missing argument '<sources>' (what to copy); add it",
      at: "lamp copy"),
    .init(
      ["ask", "--json=yes", "x"], .unexpectedValue,
      "option '--json' takes no value; write '--json' without '=yes'"),
    .init(
      ["ask", "-j=yes", "x"], .unexpectedValue,
      "option '-j' takes no value; write '-j' without '=yes'"),
    .init(
      ["ask", "how", "much"], .unexpectedArgument,
      "unexpected argument 'much'; 'lamp ask' takes only <prompt>; "
        + "put quotes round a value with spaces"),
    .init(
      ["store", "path", "x"], .unexpectedArgument,
      "unexpected argument 'x'; 'lamp store path' takes no arguments", at: "lamp store path"),
    .init(
      ["store", "check", "a", "low", "c"], .unexpectedArgument,
      "unexpected argument 'c'; 'lamp store check' takes only <folder> <effort>; "
        + "put quotes round a value with spaces", at: "lamp store check"),
    .init(
      ["ask", "--effort", "medum", "x"], .invalidValue,
      "invalid value 'medum' for '--effort'; did you mean 'medium'? (choose one of low, medium, high)"
    ),
    .init(
      ["ask", "--effort=", "x"], .invalidValue,
      "invalid value '' for '--effort'; choose one of low, medium, high"),
    .init(
      ["store", "check", "a", "most"], .invalidValue,
      "invalid value 'most' for '<effort>'; choose one of low, medium, high", at: "lamp store check"
    ),
    .init(
      ["ask", "-nfive", "x"], .invalidValue,
      "invalid value 'five' for '--max-words'; expected a whole number"),
    .init(
      ["ask", "--budget", "nan", "x"], .invalidValue,
      "invalid value 'nan' for '--budget'; expected a number"),
    .init(
      ["shift", "--by", "1", "--lit", "yes"], .invalidValue,
      "invalid value 'yes' for '--lit'; choose one of true, false", at: "lamp shift"),
    .init(
      ["ask", "--amount", "1.234", "x"], .invalidValue,
      "invalid value '1.234' for '--amount': an amount has at most two decimals"),
    .init(
      ["ask", "--setup", "a", "-s", "b", "x"], .repeatedOption,
      "option '--setup' is given more than once ('a', then 'b'); keep one of them"),
    .init(
      ["--config", "a", "ask", "--config", "b", "x"], .repeatedOption,
      "option '--config' is given more than once ('a', then 'b'); keep one of them", at: "lamp"),
    .init(
      ["ask", "--color", "--no-color", "x"], .conflictingOptions,
      "options '--color' and '--no-color' contradict each other; keep one of them"),
    .init(
      ["ask", "--json", "--quiet", "x"], .validation,
      "'--json' and '--quiet' exclude each other; keep one of them"),
    .init(
      ["store", "a\nb\u{1B}[31m\u{202E}"], .unknownCommand,
      "unknown command 'a\\nb\\u{1B}[31m\\u{202E}'; choose one of check, path", at: "lamp store"),
  ]
}

@Suite struct ErrorTests {
  @Test("A bad line is refused with one sentence and the mend", arguments: BadLine.all)
  func refused(line: BadLine) throws {
    let error = try #require(throws: ArgumentsError.self) { try Lamp.parseAsRoot(line.words) }
    #expect(error.code == line.code)
    #expect(error.message == line.message)
    #expect(error.commandPath == line.path)
  }

  @Test("Errors are equal when their codes are")
  func equality() {
    #expect(ArgumentsError("one") == ArgumentsError("two"))
    #expect(ArgumentsError("one") != ArgumentsError(.invalidValue, "one"))
  }

  @Test("A very long word is cut in the message")
  func longWord() throws {
    let word = String(repeating: "x", count: 5000)
    let error = try #require(throws: ArgumentsError.self) { try Lamp.parseAsRoot([word]) }
    #expect(error.message.count < 200)
  }

  @Test("Parsing one command refuses the name of a subcommand")
  func parseOne() throws {
    let error = try #require(throws: ArgumentsError.self) { try Lamp.parse(["ask", "x"]) }
    #expect(error.code == .unexpectedArgument)
  }
}
