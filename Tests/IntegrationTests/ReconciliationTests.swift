// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing
import Wisely
import WiselyStore
import WiselyTesting

/// The ledger against the books of the other side: 500 asks at once out of ten processes, half of them
/// left half-way, three of the processes killed.
@Suite(.timeLimit(.minutes(5))) struct ReconciliationTests {
  private static let processes = 10
  private static let asksEach = 50
  /// Those who are killed; half of their answers are held back until then.
  private static let victims = 1...3

  /// An answer that depends on the ask alone; a token is four bytes of what is said, so that a caller's
  /// estimate can be held against it.
  private static func reply(to body: JSONValue) -> AnthropicReply {
    let ask = body["metadata"]?["user_id"]?.string ?? ""
    let mix = ask.utf8.reduce(into: UInt64(1_469_598_103_934_665_603)) { hash, byte in
      hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
    }
    let words = String(repeating: "word ", count: 20 + Int(mix % 60))
    return AnthropicReply(
      [AnthropicReply.textBlock(words)],
      usage: [
        "input_tokens": JSONValue(Int(mix % 5_000) + 1),
        "output_tokens": JSONValue((words.utf8.count + 3) / 4),
        "cache_read_input_tokens": JSONValue(Int(mix / 7 % 9_000)),
        "cache_creation_input_tokens": JSONValue(Int(mix / 11 % 700)),
        "cache_creation": [
          "ephemeral_5m_input_tokens": JSONValue(Int(mix / 11 % 700)),
          "ephemeral_1h_input_tokens": 0,
        ],
      ])
  }

  private static func isHeldBack(_ body: JSONValue) -> Bool {
    let parts = (body["metadata"]?["user_id"]?.string ?? "").split(separator: "-")
      .compactMap { Int($0) }
    return parts.count == 2 && victims.contains(parts[0]) && parts[1] >= asksEach / 2
  }

  @Test("Every call the upstream saw has its row, with the upstream's tokens where both know them")
  func reconciled() async throws {
    let folder = try Scratch()
    let path = folder.path + "/ledger.sqlite"
    let afterTheKilling = Gate()
    let upstream = AnthropicUpstream(answering: { body in
      if Self.isHeldBack(body) { try await afterTheKilling.wait() }
      return Self.reply(to: body)
    })
    try await upstream.withServer { server in
      let program = try RunningProgram.built("AskTorture")
      let running = try (1...Self.processes).map { seed in
        try RunningProgram(
          program, [path, server.url, "\(seed)", "\(Self.asksEach)"], environment: [:])
      }
      // In the middle of the work: some of theirs are answered, some are on their way.
      for (victim, mark) in zip(Self.victims, [60, 120, 200]) {
        try await server.wait { $0.requests >= mark }
        running[victim - 1].send(SIGKILL)
      }
      for (seed, process) in zip(1..., running) {
        let result = await process.finish()
        #expect(
          result.status == (Self.victims.contains(seed) ? 128 + SIGKILL : 0), "\(result.errors)")
      }
      afterTheKilling.open()
      try await server.wait { $0.open == 0 }
    }
    let ledger = try await SQLiteLedger(path: path)
    let interrupted = try await ledger.recoverInterrupted(at: Timestamp(microseconds: 0))
    let rows = try await ledger.rows()
    #expect(try await ledger.openHolds().isEmpty)
    ledger.close()
    try check(rows, against: upstream, interrupted: interrupted.count)
  }

  private func check(
    _ rows: [LedgerRow], against upstream: AnthropicUpstream, interrupted: Int
  ) throws {
    let byAsk = Dictionary(grouping: rows, by: \.conversation)
    #expect(byAsk.values.allSatisfy { $0.count == 1 })
    // Whoever was not killed has booked every ask.
    for seed in 4...Self.processes {
      #expect(byAsk.keys.count { $0.hasPrefix("\(seed)-") } == Self.asksEach)
    }
    #expect(rows.count { $0.outcome == .interrupted } == interrupted)
    var seen = Set<String>()
    var (theirs, ours) = (Usage(), Usage())
    let requests = upstream.requests
    for call in upstream.counters.calls {
      let number = try #require(Int(call.requestID.dropFirst("req_".count)))
      let ask = try #require(requests[number - 1].body["metadata"]?["user_id"]?.string)
      #expect(seen.insert(ask).inserted)
      let row = try #require(byAsk[ask]?.first, "ask \(ask) has no row")
      compare(row, with: call)
      guard row.outcome == .answered else { continue }
      ours = ours + row.usage
      theirs = theirs + (call.billed.first?.usage ?? Usage())
    }
    #expect(ours == theirs)
    // What never reached the upstream was cut off before it, or got no connection and used nothing.
    for row in rows where !seen.contains(row.conversation) {
      let failed = row.outcome == .failed(.connection) && row.usage.prompt + row.usage.output == 0
      #expect(row.outcome == .cancelled || row.outcome == .interrupted || failed)
    }
    let answered = rows.count { $0.outcome == .answered }
    let cancelled = rows.count { $0.outcome == .cancelled }
    print(
      "reconciled \(seen.count) upstream calls: \(answered) answered, \(cancelled) cancelled, \(interrupted) interrupted"
    )
    #expect(answered > 100 && cancelled > 100 && interrupted > 0)
  }

  private func compare(_ row: LedgerRow, with call: AnthropicUpstream.Call) {
    let complete = call.complete.first?.usage ?? Usage()
    switch row.outcome {
    case .answered:
      #expect(call.state == .completed)
      #expect(row.usage == call.billed.first?.usage)
      let step = ModelUsage(model: row.served, usage: row.usage)
      #expect(row.cost == PriceCatalogue.builtIn.cost(of: step, at: row.started))
    case .cancelled:
      #expect(row.usage.isEstimated)
      guard row.usage.output > 0 else { return }
      // The prompt is known from the first event on; of the answer no more is booked than there was.
      #expect(row.usage.prompt == complete.prompt)
      #expect(row.usage.output <= complete.output)
    case .interrupted:
      let truth = PriceCatalogue.builtIn.cost(
        of: ModelUsage(model: row.requested, usage: complete), at: row.started)
      let bound = row.held.amount ?? .zero
      #expect(truth.amount.map { $0 <= bound } == true)
    default: Issue.record("unexpected outcome \(row.outcome.rawValue)")
    }
  }
}
