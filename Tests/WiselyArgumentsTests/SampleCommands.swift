// SPDX-License-Identifier: Apache-2.0

import WiselyArguments

enum Effort: String, CaseIterable, ExpressibleByArgument { case low, medium, high }

struct BadAmount: Error, CustomStringConvertible {
  var description: String { "an amount has at most two decimals" }
}

struct CommonOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, help: .init("The configuration file.", valueName: "path"),
    completion: .file)
  var config: String?

  @Flag(name: .shortAndLong, help: "Say more; twice says everything.")
  var verbose: Int
}

struct Lamp: Command {
  static let configuration = CommandConfiguration(
    commandName: "lamp", abstract: "Keep lamps in order.",
    discussion: """
      Lamps burn oil, and oil costs money. This program reads what the lamps say about themselves \
      and answers questions about them.

      A lamp file looks like this:

          lamp: hall
          oil: 3

      Nothing is written unless a subcommand says so.
      """,
    version: "1.2.3", subcommands: [Ask.self, Store.self, Copy.self, Shift.self, Secret.self],
    exitCodes: [
      .init(.success, "All went well."), .init(.usage, "The command line made no sense."),
    ],
    environment: [
      .init("LAMP_HOME", "Where the lamps are kept."), .init("NO_COLOR", "No colors."),
    ],
    files: [.init("~/.config/lamp.conf", "What --config reads by default.")])

  @OptionGroup(title: "Common options") var common: CommonOptions
}

struct Ask: Command {
  static let configuration = CommandConfiguration(
    abstract: "Ask the lamps a question.",
    discussion: "The answer goes to standard output.",
    aliases: ["a"],
    examples: [
      .init("lamp ask --files hall.txt 'How much oil?'", "A question about a document:"),
      .init(".\\quiet | lamp ask -", "The question from standard input:"),
    ],
    exitCodes: [.init(.success, "There is an answer."), .init(ExitCode(3), "The oil ran out.")])

  @Option(
    name: .shortAndLong,
    help: .init("Which lamps answer.", discussion: "The first leads; the second is consulted."),
    completion: .list(["small", "small+large", "small^large", "small@low"]))
  var setup = "small+large"

  @Option(help: .init("A document, may be repeated.", valueName: "path"), completion: .file)
  var files: [String] = []

  @Option(help: "How hard to think.") var effort = Effort.medium

  @Option(help: "The most that may be spent.") var budget: Double?

  @Option(name: [.short, .customLong("max-words")], help: "Stop after so many words.")
  var number: Int?

  @Option(help: "Instructions for the lamp.") var system: String?

  @Option(
    help: "What it may cost.",
    transform: { text in
      guard text.split(separator: ".").last.map({ $0.count <= 2 }) ?? true else {
        throw BadAmount()
      }
      return text
    })
  var amount: String = "1.00"

  @Flag(name: .shortAndLong, help: "Print one JSON object.") var json = false

  @Flag(name: .shortAndLong, help: "Say nothing but the answer.") var quiet = false

  @Flag(inversion: .prefixedNo, help: "Use colors.") var color = true

  @Flag(inversion: .prefixedNo, help: "Show a pager.") var pager: Bool?

  @Option(help: .hidden) var debugSeed = 7

  @OptionGroup(title: "Common options") var common: CommonOptions

  @Argument(help: "The question, or - for standard input.") var prompt: String

  var plain = 3
  var note: String?

  func validate() throws {
    if json, quiet {
      throw ArgumentsError("'--json' and '--quiet' exclude each other; keep one of them")
    }
  }

  func run() async throws {
    switch prompt {
    case "fail": throw ExitCode(3)
    case "break": throw BadAmount()
    case "cancel": throw CancellationError()
    case "say": throw CleanExit.message("said")
    case "help": throw CleanExit.helpRequest
    case "misuse": throw ArgumentsError("that cannot be asked; ask something else")
    default: return
    }
  }
}

struct Store: Command {
  static let configuration = CommandConfiguration(
    abstract: "Look after the store.", subcommands: [Check.self, Path.self])

  struct Check: Command {
    static let configuration = CommandConfiguration(abstract: "Check every lamp in the store.")
    @Argument(help: "The store's folder.", completion: .directory) var folder = "."
    @Argument(help: "How thoroughly.") var effort = Effort.low
  }

  struct Path: Command {
    static let configuration = CommandConfiguration(abstract: "Print where the store is.")
  }
}

struct Copy: Command {
  static let configuration = CommandConfiguration(abstract: "Copy lamps.")
  @Argument(help: "What to copy.", completion: .file) var sources: [String]
  @Argument(help: "Where to.") var target: String
}

struct Shift: Command {
  static let configuration = CommandConfiguration(abstract: "Move a lamp's flame.")
  @Option(name: .shortAndLong, help: "Steps up, negative for down.") var by: Int
  @Option(help: "Whether it is lit.") var lit: Bool?
  @Argument(help: "Positions.") var positions: [Double] = []
}

/// A type that only a transform can read.
struct Weight: Sendable, Equatable {
  var grams: Int

  static func read(_ text: String) throws -> Weight {
    guard text.hasSuffix("g"), let grams = Int(text.dropLast()) else { throw BadAmount() }
    return Weight(grams: grams)
  }
}

struct Secret: Command {
  static let configuration = CommandConfiguration(abstract: "Hidden.", shouldDisplay: false)

  @Option(transform: Weight.read) var least: Weight?
  @Option(transform: { try Weight.read($0) }) var most: Weight = Weight(grams: 9)
  @Option(transform: Weight.read) var steps: [Weight] = []
  @Argument(transform: Weight.read) var lamps: [Weight] = []
}
