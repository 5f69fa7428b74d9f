// SPDX-License-Identifier: Apache-2.0

// AskTorture LEDGER URL SEED COUNT: asks COUNT questions at once, and leaves half of them half-way.
//
// Each ask is a conversation named `SEED-n`, and tells the upstream so.

import Glibc
import Wisely
import WiselyNet
import WiselyProviders
import WiselyStore

let surroundings = Surroundings(
  now: {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  },
  // Nothing is asked again, so nobody ever waits.
  sleep: { _ in throw CancellationError() },
  makeID: { prefix in "\(prefix)-\(UInt64.random(in: 0...UInt64.max))" })

/// After how many events a caller leaves; nil for one who stays.
func patience(_ seed: UInt64, _ index: Int) -> Int? {
  var mixed = seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(index) &* 0xBF58_476D_1CE4_E5B9
  mixed ^= mixed >> 29
  mixed = mixed &* 0x94D0_49BB_1331_11EB
  mixed ^= mixed >> 32
  return mixed % 2 == 0 ? nil : Int(mixed / 2 % 24)
}

struct Impatient: Error {}

/// Counts events down and says when to leave.
actor Patience {
  private var left: Int?
  init(_ left: Int?) { self.left = left }

  func spend() throws {
    guard let left else { return }
    guard left > 0 else { throw Impatient() }
    self.left = left - 1
  }
}

let arguments = CommandLine.arguments
guard arguments.count == 5, let seed = UInt64(arguments[3]), let count = Int(arguments[4]),
  let secret = Secret("sk-torture")
else { exit(64) }
signal(SIGPIPE, SIG_IGN)
let ledger = try await SQLiteLedger(path: arguments[1])
let model = MeteredModel(
  AnthropicModel(
    "claude-haiku-4-5", configuration: AnthropicConfiguration(baseURL: arguments[2]),
    key: KeySource(secret), now: surroundings.now),
  ledger: ledger, surroundings: surroundings)
await withTaskGroup(of: Void.self) { group in
  for index in 0..<count {
    group.addTask {
      var request = ModelRequest("How many?")
      request.context.conversation = "\(seed)-\(index)"
      request.extra = ["metadata": ["user_id": .string("\(seed)-\(index)")]]
      let patience = Patience(patience(seed, index))
      _ = try? await model.respond(
        to: request, emitting: EventSink { _ in try await patience.spend() })
    }
  }
}
