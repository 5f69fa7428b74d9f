// SPDX-License-Identifier: Apache-2.0

import _WiselyCCurl

/// The transfers on a loop's thread; nothing in here is touched by another one.
struct ActiveTransfers {
  private struct Entry {
    let transfer: Transfer
    let context: TransferContext
    let easy: EasyHandle
    let overall: ContinuousClock.Instant?
    /// Set once nothing but the end is awaited.
    var ending: ContinuousClock.Instant?
  }

  private let multi: MultiHandle
  private let configuration: HTTPClientConfiguration
  private var entries: [ObjectIdentifier: Entry] = [:]
  private var transfers: [UnsafeMutableRawPointer: ObjectIdentifier] = [:]
  /// No deadline is before this; looking at all of them in every step would cost more than the work.
  private var alarm: ContinuousClock.Instant

  init(multi: MultiHandle, configuration: HTTPClientConfiguration) {
    self.multi = multi
    self.configuration = configuration
    alarm = .now + Self.longestWait
  }

  mutating func add(_ transfer: Transfer) {
    // Cancelled while it waited to be added.
    guard !transfer.isOver else { return }
    let now = ContinuousClock.now
    let context = TransferContext(transfer, now: now)
    do {
      let easy = try EasyHandle(transfer, context: context, configuration: configuration)
      guard wisely_multi_add(multi.pointer, easy.pointer) == CURLM_OK else {
        transfer.finish(HTTPError(.other, "libcurl does not take another transfer."))
        easy.close()
        return
      }
      let entry = Entry(
        transfer: transfer, context: context, easy: easy,
        overall: transfer.timeouts.total.map { now + $0 })
      entries[ObjectIdentifier(transfer)] = entry
      transfers[easy.pointer] = ObjectIdentifier(transfer)
      alarm = min(alarm, earliestDeadline(of: entry, at: now))
    } catch {
      transfer.finish(error)
    }
  }

  mutating func resume(_ transfer: Transfer) {
    guard let entry = entries[ObjectIdentifier(transfer)] else { return }
    entry.context.lastByte = .now
    transfer.didResume()
    alarm = min(alarm, earliestDeadline(of: entry, at: entry.context.lastByte))
    _ = wisely_easy_pause(entry.easy.pointer, CURLPAUSE_CONT)
  }

  mutating func expectEnd(of transfer: Transfer, by deadline: ContinuousClock.Instant) {
    // It may have ended on the way here.
    guard entries[ObjectIdentifier(transfer)] != nil else { return }
    entries[ObjectIdentifier(transfer)]?.ending = deadline
    alarm = min(alarm, deadline)
  }

  mutating func remove(_ transfer: Transfer) {
    guard let entry = entries.removeValue(forKey: ObjectIdentifier(transfer)) else { return }
    transfers[entry.easy.pointer] = nil
    _ = wisely_multi_remove(multi.pointer, entry.easy.pointer)
    entry.easy.close()
  }

  mutating func removeAll() {
    for transfer in entries.values.map(\.transfer) {
      transfer.finish(CurlLoop.closed)
      remove(transfer)
    }
  }

  /// Moves everything on that can move; returns how many milliseconds may pass before the next deadline.
  mutating func step() -> Int32 {
    var running: Int32 = 0
    _ = wisely_multi_perform(multi.pointer, &running)
    var result = CURLE_OK
    while let easy = wisely_multi_finished(multi.pointer, &result) {
      guard let id = transfers[easy], let entry = entries[id] else { continue }
      entry.transfer.finish(entry.context.failure ?? HTTPError(result, entry.transfer))
      remove(entry.transfer)
    }
    return expire()
  }

  // MARK: - Deadlines

  private static let longestWait = Duration.seconds(60)

  private mutating func expire() -> Int32 {
    let now = ContinuousClock.now
    if alarm <= now {
      alarm = now + Self.longestWait
      for entry in Array(entries.values) {
        if let (deadline, what) = deadline(of: entry), deadline <= now {
          entry.transfer.finish(HTTPError(.timedOut, "\(what) took too long."))
          remove(entry.transfer)
        } else {
          alarm = min(alarm, earliestDeadline(of: entry, at: now))
        }
      }
    }
    let (seconds, attoseconds) = (alarm - now).components
    return Int32(seconds * 1_000 + attoseconds / 1_000_000_000_000_000) + 1
  }

  /// The deadline that counts now.
  private func deadline(of entry: Entry) -> (ContinuousClock.Instant, String)? {
    var candidates: [(ContinuousClock.Instant, String)] = []
    if let overall = entry.overall { candidates.append((overall, "The request")) }
    if let ending = entry.ending { candidates.append((ending, "The end of the response")) }
    if !entry.transfer.hasHead {
      if let limit = entry.transfer.timeouts.firstByte {
        candidates.append((entry.context.started + limit, "The response"))
      }
    } else if !entry.transfer.isPaused, let limit = entry.transfer.timeouts.idle {
      candidates.append((entry.context.lastByte + limit, "The next piece of the response"))
    }
    return candidates.min { $0.0 < $1.0 }
  }

  /// The earliest moment at which any deadline can count, whatever happens until then.
  private func earliestDeadline(
    of entry: Entry, at now: ContinuousClock.Instant
  ) -> ContinuousClock.Instant {
    // The head may come at any time and start the idle deadline, which may be the shorter one.
    let starts = entry.transfer.hasHead ? entry.context.lastByte : now
    let idle = entry.transfer.timeouts.idle.map { (entry.transfer.isPaused ? now : starts) + $0 }
    let current = deadline(of: entry)?.0
    return [idle, current].compactMap { $0 }.min() ?? now + Self.longestWait
  }
}
