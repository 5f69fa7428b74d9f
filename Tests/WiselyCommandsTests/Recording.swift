// SPDX-License-Identifier: Apache-2.0

import Synchronization

@testable import WiselyCommands

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
