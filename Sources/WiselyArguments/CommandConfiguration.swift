// SPDX-License-Identifier: Apache-2.0

/// What a command says about itself.
public struct CommandConfiguration: Sendable {
  /// The name typed by the user; `nil` takes the type's name in kebab-case.
  public var commandName: String?
  /// One sentence for listings.
  public var abstract: String
  /// Paragraphs separated by empty lines; indented lines are kept as they are.
  public var discussion: String
  /// Replaces the generated usage line.
  public var usage: String?
  /// The text printed by `--version`; only the root's counts.
  public var version: String
  /// Whether listings, completions and the manual mention the command.
  public var shouldDisplay: Bool
  /// The verbs below this one, in the order they are listed.
  public var subcommands: [any Command.Type]
  /// Other names that work on the command line.
  public var aliases: [String]
  /// Command lines worth copying.
  public var examples: [CommandExample]
  /// What each exit status means.
  public var exitCodes: [TermDefinition]
  /// Environment variables the command reads, for the manual.
  public var environment: [TermDefinition]
  /// Files the command reads or writes, for the manual.
  public var files: [TermDefinition]

  /// Describes a command; everything has a default.
  public init(
    commandName: String? = nil,
    abstract: String = "",
    usage: String? = nil,
    discussion: String = "",
    version: String = "",
    shouldDisplay: Bool = true,
    subcommands: [any Command.Type] = [],
    aliases: [String] = [],
    examples: [CommandExample] = [],
    exitCodes: [TermDefinition] = [],
    environment: [TermDefinition] = [],
    files: [TermDefinition] = []
  ) {
    self.commandName = commandName
    self.abstract = abstract
    self.usage = usage
    self.discussion = discussion
    self.version = version
    self.shouldDisplay = shouldDisplay
    self.subcommands = subcommands
    self.aliases = aliases
    self.examples = examples
    self.exitCodes = exitCodes
    self.environment = environment
    self.files = files
  }
}

/// A command line worth copying, with what it is good for.
public struct CommandExample: Sendable, Hashable {
  /// The line as typed, without a prompt.
  public var command: String
  /// What it does, in a few words.
  public var purpose: String

  /// Pairs a command line with its purpose.
  public init(_ command: String, _ purpose: String) {
    self.command = command
    self.purpose = purpose
  }
}

/// A term and its meaning: an exit status, an environment variable or a file.
public struct TermDefinition: Sendable, Hashable {
  /// What is explained, for example `64` or `NO_COLOR`.
  public var term: String
  /// The explanation, in one sentence.
  public var meaning: String

  /// Pairs a term with its meaning.
  public init(_ term: String, _ meaning: String) {
    self.term = term
    self.meaning = meaning
  }

  /// Pairs an exit status with its meaning.
  public init(_ code: ExitCode, _ meaning: String) {
    self.init(String(code.rawValue), meaning)
  }
}
