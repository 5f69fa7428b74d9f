// SPDX-License-Identifier: Apache-2.0

import _WiselyCCurl

/// The transfers on a loop's thread; nothing in here is touched by another one.
struct ActiveTransfers {
  private struct Entry {
    let transfer: Transfer
    let context: TransferContext
    let easy: EasyHandle
    let overall: ContinuousClock.Instant?
  }

  private let multi: MultiHandle
  private let configuration: HTTPClientConfiguration
  private var entries: [ObjectIdentifier: Entry] = [:]

  init(multi: MultiHandle, configuration: HTTPClientConfiguration) {
    self.multi = multi
    self.configuration = configuration
  }

  mutating func add(_ transfer: Transfer) {
    let now = ContinuousClock.now
    let context = TransferContext(transfer, now: now)
    do {
      let easy = try EasyHandle(transfer, context: context, configuration: configuration)
      guard wisely_multi_add(multi.pointer, easy.pointer) == CURLM_OK else {
        transfer.finish(HTTPError(.other, "libcurl does not take another transfer."))
        easy.close()
        return
      }
      entries[ObjectIdentifier(transfer)] = Entry(
        transfer: transfer, context: context, easy: easy,
        overall: transfer.timeouts.total.map { now + $0 })
    } catch {
      transfer.finish(error)
    }
  }

  mutating func resume(_ transfer: Transfer) {
    guard let entry = entries[ObjectIdentifier(transfer)] else { return }
    entry.context.lastByte = .now
    _ = wisely_easy_pause(entry.easy.pointer, CURLPAUSE_CONT)
  }

  mutating func remove(_ transfer: Transfer) {
    guard let entry = entries.removeValue(forKey: ObjectIdentifier(transfer)) else { return }
    _ = wisely_multi_remove(multi.pointer, entry.easy.pointer)
    entry.easy.close()
  }

  mutating func removeAll() {
    for entry in entries.values {
      entry.transfer.finish(HTTPError(.connectionLost, "The HTTP client was closed."))
    }
    for transfer in entries.values.map(\.transfer) { remove(transfer) }
  }

  /// Moves everything on that can move; returns how many milliseconds may pass before the next deadline.
  mutating func step() -> Int32 {
    var running: Int32 = 0
    _ = wisely_multi_perform(multi.pointer, &running)
    var result = CURLE_OK
    while let easy = wisely_multi_finished(multi.pointer, &result) {
      guard let entry = entries.values.first(where: { $0.easy.pointer == easy }) else { continue }
      entry.transfer.finish(entry.context.failure ?? HTTPError(result, entry.transfer))
      remove(entry.transfer)
    }
    return expire()
  }

  private mutating func expire() -> Int32 {
    let now = ContinuousClock.now
    var next: Duration = .seconds(60)
    for entry in Array(entries.values) {
      guard let (deadline, what) = deadline(of: entry) else { continue }
      if deadline <= now {
        entry.transfer.finish(HTTPError(.timedOut, "\(what) took too long."))
        remove(entry.transfer)
      } else {
        next = min(next, deadline - now)
      }
    }
    let (seconds, attoseconds) = next.components
    return Int32(seconds * 1_000 + attoseconds / 1_000_000_000_000_000) + 1
  }

  private func deadline(of entry: Entry) -> (ContinuousClock.Instant, String)? {
    var candidates: [(ContinuousClock.Instant, String)] = []
    if let overall = entry.overall { candidates.append((overall, "The request")) }
    if !entry.transfer.hasHead {
      if let limit = entry.transfer.timeouts.firstByte {
        candidates.append((entry.context.started + limit, "The response"))
      }
    } else if !entry.transfer.isPaused, let limit = entry.transfer.timeouts.idle {
      candidates.append((entry.context.lastByte + limit, "The next piece of the response"))
    }
    return candidates.min { $0.0 < $1.0 }
  }
}

/// What libcurl's callbacks find behind their pointer; lives on the loop's thread.
final class TransferContext {
  let transfer: Transfer
  let started: ContinuousClock.Instant
  var lastByte: ContinuousClock.Instant
  var failure: HTTPError?

  init(_ transfer: Transfer, now: ContinuousClock.Instant) {
    self.transfer = transfer
    started = now
    lastByte = now
  }
}
