// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyTesting

@testable import WiselyCommands

extension World {
  /// A world with this environment, time that stands still, and a console that keeps what it is told.
  static func testing(
    _ environment: [String: String] = [:], time: ManualTime = ManualTime(),
    console: Console? = nil
  ) -> World {
    World(
      environment: environment, console: console ?? Recording(environment).console,
      signals: SignalWatch(line: StopLine()), surroundings: time.surroundings)
  }
}
