// SPDX-License-Identifier: Apache-2.0

/// The limits of the stall detector; the defaults fire late rather than on healthy work.
public struct StallRules: Hashable, Sendable {
  /// The rules that may fire.
  public var enabled: Set<Stall.Rule>
  /// Identical steps in a row that are a stall.
  public var repeats: Int
  /// Failures of the same call, in the same way, with a change before each but the first.
  public var errorsAfterChange: Int
  /// Failures of one class in a row with nothing changed, varied arguments included.
  public var errorsWithoutChange: Int
  /// Rounds of the same two steps in turn.
  public var alternations: Int
  /// Steps in a row that brought nothing new.
  public var stepsWithoutProgress: Int
  /// Test runs with the same failing tests, with an edit before each but the first.
  public var failingRuns: Int
  /// How many times as many steps as expected are an overrun.
  public var overrunFactor: Int
  /// The steps a plan expects, or nil when nobody knows.
  public var expectedSteps: Int?
  /// Steps after a hit in which nothing fires.
  public var cooldown: Int
  /// Tools that are called again on purpose to wait for something; `repeat` leaves them alone.
  public var pollingTools: Set<String>

  /// Rules with every limit at its default.
  public init(
    enabled: Set<Stall.Rule> = Set(Stall.Rule.allCases), repeats: Int = 3,
    errorsAfterChange: Int = 2, errorsWithoutChange: Int = 3, alternations: Int = 3,
    stepsWithoutProgress: Int = 8, failingRuns: Int = 2, overrunFactor: Int = 2,
    expectedSteps: Int? = nil, cooldown: Int = 4, pollingTools: Set<String> = []
  ) {
    self.enabled = enabled
    self.repeats = repeats
    self.errorsAfterChange = errorsAfterChange
    self.errorsWithoutChange = errorsWithoutChange
    self.alternations = alternations
    self.stepsWithoutProgress = stepsWithoutProgress
    self.failingRuns = failingRuns
    self.overrunFactor = overrunFactor
    self.expectedSteps = expectedSteps
    self.cooldown = cooldown
    self.pollingTools = pollingTools
  }
}
