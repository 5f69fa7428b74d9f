// SPDX-License-Identifier: Apache-2.0

/// A setup as people write it: which models, in which roles, at which effort.
///
/// | written | means |
/// |---|---|
/// | `opus` | one model alone |
/// | `haiku+opus` | the first executes, the second advises |
/// | `opus..sonnet` | the first plans, the second executes |
/// | `haiku^opus` | the first answers, a check decides, the second re-does the failures |
/// | `opus@low` | a model at an effort |
/// | `(haiku+opus)^fable` | parentheses nest |
public indirect enum SetupNotation: Hashable, Sendable {
  /// One model, or the name of a configured setup.
  case model(name: String, effort: Effort?)
  /// Executor and advisor.
  case advised(executor: SetupNotation, advisor: SetupNotation)
  /// Planner and executor.
  case planned(planner: SetupNotation, executor: SetupNotation)
  /// The cheap one first, the strong one for what fails the check.
  case cascade(first: SetupNotation, strong: SetupNotation)

  /// Reads the notation; `opusplan` is `opus..sonnet`.
  ///
  /// - Throws: `SetupError` with the column and the mend.
  public init(parsing text: String) throws(SetupError) {
    var parser = SetupNotationParser(text)
    self = try parser.parse()
  }

  /// The names in it, in the order written.
  public var names: [String] {
    switch self {
    case .model(let name, _): [name]
    case .advised(let first, let second), .planned(let first, let second),
      .cascade(let first, let second):
      first.names + second.names
    }
  }
}

extension SetupNotation: CustomStringConvertible {
  /// The notation, with parentheses only where they are needed.
  public var description: String {
    switch self {
    case .model(let name, let effort): name + (effort.map { "@" + $0.rawValue } ?? "")
    case .advised(let executor, let advisor): executor.operand + "+" + advisor.operand
    case .planned(let planner, let executor): planner.operand + ".." + executor.operand
    case .cascade(let first, let strong): first.operand + "^" + strong.operand
    }
  }

  private var operand: String {
    guard case .model = self else { return "(\(self))" }
    return description
  }
}

/// Why a setup cannot be built.
public struct SetupError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One sentence that names the place and the mend.
  public var message: String

  /// An error.
  public init(_ message: String) { self.message = message }

  /// The sentence.
  public var description: String { message }
}
