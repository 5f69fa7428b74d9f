// SPDX-License-Identifier: Apache-2.0

// EvalTorture FOLDER BOOKS QUERIES [ANSWERS SPINS]: runs a plan of QUERIES queries, 5 setups and 2 trials
// with answers that cost a fixed amount, until it is done. With ANSWERS it is killed by itself that many
// answers and SPINS turns of an idle loop later, wherever it is by then.
//
// BOOKS is the provider's side: it gets a line for each answer, before the answer is given. On standard
// output stands how many attempts are done whenever one is, and in the end the largest resident size.

import Glibc
import Synchronization
import Wisely
import WiselyEval

let arguments = CommandLine.arguments
guard arguments.count == 4 || arguments.count == 6, let queries = Int(arguments[3]) else {
  exit(64)
}
let books = open(arguments[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
guard books >= 0 else { exit(74) }

@Sendable func say(_ text: String, on descriptor: Int32) {
  let bytes = Array(text.utf8)
  _ = write(descriptor, bytes, bytes.count)
}

let answers = Atomic(0)
let deadly = arguments.count == 6 ? Int(arguments[4]) ?? 0 : Int.max
let spins = arguments.count == 6 ? Int(arguments[5]) ?? 0 : 0

/// Kills the process from a thread that does nothing else, so that the others are anywhere.
@Sendable func die() {
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { _ in
      let turns = Atomic(0)
      while turns.add(1, ordering: .relaxed).newValue < spins {}
      kill(getpid(), SIGKILL)
      return nil
    }, nil)
}

var plan = RunPlan()
plan.queries = (0..<queries).map { Query(id: "q\($0)", prompt: "Question number \($0)?") }
plan.setups = ["a", "b", "c", "d", "e"].map { RunPlan.Setup(name: $0) }
plan.baseline = "a"
plan.trials = 2
let folder = try RunFolder(arguments[1], for: try plan.frozen())

let still = Timestamp(microseconds: 1_795_478_400_000_000)
let surroundings = Surroundings(
  now: { still }, sleep: { _ in throw CancellationError() }, makeID: { $0 })
let run = EvalRun(
  folder, limit: ConcurrencyLimit(ceiling: 16, now: { still }), surroundings: surroundings,
  answer: { attempt in
    say(attempt.id + "\n", on: books)
    if answers.add(1, ordering: .relaxed).newValue == deadly { die() }
    for _ in 0..<(attempt.place.query % 5) { await Task.yield() }
    let row = LedgerRow(
      id: attempt.id, conversation: attempt.id, setup: attempt.setup.name,
      requested: "offline-small", served: "offline-small", usage: Usage(input: 10, output: 3),
      cost: .priced(Money(picodollars: 1_000_000)), held: .priced(Money(picodollars: 2_000_000)),
      priceVersion: "1", outcome: .answered, started: still, ended: still)
    let words = String(repeating: "words of an answer ", count: attempt.place.query % 20)
    return AttemptAnswer(text: words, stopReason: .endTurn, bill: [row])
  },
  grade: { _, attempt in
    GradedAnswer(score: Double((attempt.place.query + attempt.place.setup) % 2))
  },
  watch: { say("\($0.totals.done)\n", on: 1) })
let (ending, totals) = try await run.run()
guard ending == .complete else { exit(1) }
say("complete \(totals.spent.dollars) \(peak())\n", on: 1)

/// The largest resident size in KiB, of this program alone: `getrusage` counts its starter's too.
func peak() -> Int {
  let descriptor = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
  var bytes = [UInt8](repeating: 0, count: 8_192)
  let count = read(descriptor, &bytes, bytes.count)
  let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
  return Int(String(line.filter(\.isNumber))) ?? 0
}
