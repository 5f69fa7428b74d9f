// SPDX-License-Identifier: Apache-2.0

import Synchronization
import WiselyTesting

/// Seeded chance and fresh numbers, shared by the scripted models of one test.
final class RandomTurns: Sendable {
  private let generator: Mutex<SeededGenerator>
  private let numbers = Mutex(0)

  init(seed: UInt64) { generator = Mutex(SeededGenerator(seed: seed)) }

  func use<Value: Sendable>(_ body: (inout SeededGenerator) -> Value) -> Value {
    generator.withLock { body(&$0) }
  }

  func number() -> Int {
    numbers.withLock { number in
      number += 1
      return number
    }
  }
}
