// SPDX-License-Identifier: Apache-2.0

/// What the harness says to a planner, and to the executor of its plan.
public struct PlannerPrompt: Hashable, Sendable {
  /// Follows the caller's instructions in the planner's system prompt.
  public var system: String
  /// Ends what sends the executor off.
  public var execution: String

  /// A prompt; the built-in clauses unless others are given.
  public init(
    system: String = Clauses.builtIn.plannerSystem, execution: String = Clauses.builtIn.execution
  ) {
    self.system = system
    self.execution = execution
  }

  /// The prompt some clauses hold.
  public init(_ clauses: Clauses) {
    self.init(system: clauses.plannerSystem, execution: clauses.execution)
  }
}
