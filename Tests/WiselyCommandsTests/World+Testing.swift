// SPDX-License-Identifier: Apache-2.0

import Synchronization
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

/// A console that keeps what it is told.
final class Recording: Sendable {
  private let text = Mutex<[Console.Stream: String]>([:])
  private let isOutputTerminal: Bool
  private let isErrorTerminal: Bool
  private let environment: [String: String]
  private let columns: Int

  init(
    _ environment: [String: String] = [:], isOutputTerminal: Bool = false,
    isErrorTerminal: Bool = false, columns: Int = 80
  ) {
    self.environment = environment
    self.isOutputTerminal = isOutputTerminal
    self.isErrorTerminal = isErrorTerminal
    self.columns = columns
  }

  var output: String { text.withLock { $0[.output, default: ""] } }
  var errors: String { text.withLock { $0[.error, default: ""] } }

  var console: Console {
    Console(
      isOutputTerminal: isOutputTerminal, isErrorTerminal: isErrorTerminal,
      environment: environment, columns: columns
    ) { piece, stream in
      self.text.withLock { $0[stream, default: ""] += piece }
    }
  }
}

/// What a command printed, and how it ended.
struct Ran {
  var status: Int32
  var output: String
  var errors: String

  /// Runs a command line in this process.
  static func wisely(
    _ words: String..., environment: [String: String] = ["HOME": "/nonexistent"],
    time: ManualTime = ManualTime()
  ) async -> Ran {
    let recording = Recording(environment)
    let world = World.testing(environment, time: time, console: recording.console)
    let status = await WiselyMain.run(words, in: world)
    return Ran(status: status, output: recording.output, errors: recording.errors)
  }
}
