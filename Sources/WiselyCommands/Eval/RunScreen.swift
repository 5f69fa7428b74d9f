// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Wisely
import WiselyEval

/// Shows how a run stands: a line that renews itself on a terminal, elsewhere a line for each
/// tenth, a second apart at least: what is over at once needs no progress.
final class RunScreen: Sendable {
  private struct State {
    var tenth = -1
    var said: Duration?
  }

  private let console: Console
  private let isQuiet: Bool
  private let cap: Money?
  private let state = Mutex(State())

  init(_ console: Console, isQuiet: Bool, cap: Money?) {
    self.console = console
    self.isQuiet = isQuiet
    self.cap = cap
  }

  /// Takes the news.
  func show(_ progress: RunProgress) {
    guard !isQuiet else { return }
    if console.showsStatus {
      console.show(status: line(progress) + " … Ctrl-C stops")
      return
    }
    // Where all is done the last words say so.
    guard progress.totals.left > 0 else { return }
    let tenth = progress.totals.done * 10 / max(1, progress.totals.planned)
    let isNew = state.withLock { state in
      guard tenth > state.tenth,
        state.said.map({ progress.elapsed - $0 >= .seconds(1) }) ?? true
      else { return false }
      state.tenth = tenth
      state.said = progress.elapsed
      return true
    }
    if isNew { console.say(line(progress)) }
  }

  /// What there is to say in one line.
  func line(_ progress: RunProgress) -> String {
    let totals = progress.totals
    var parts = ["\(grouped(totals.done)) of \(grouped(totals.planned)) attempts"]
    parts.append(
      "\(totals.spent.display)\(cap.map { " of \($0.display)" } ?? "") spent")
    if let rate = progress.rate { parts.append(Self.rate(rate)) }
    if totals.left > 0, let left = progress.timeLeft, left >= .seconds(1) {
      parts.append("\(Self.time(left)) left")
    }
    if let affords = progress.affords, affords < totals.left {
      parts.append("the budget allows about \(grouped(affords)) more")
    }
    if totals.infrastructureFailures > 0 {
      parts.append("\(grouped(totals.infrastructureFailures)) failed calls")
    }
    if progress.inBatches > 0 { parts.append("\(grouped(progress.inBatches)) in batches") }
    if let pause = progress.pause { parts.append("waiting \(Self.time(pause))") }
    return parts.joined(separator: ", ")
  }

  private static func rate(_ rate: Double) -> String {
    let (value, unit) = rate >= 1 ? (rate, "s") : (rate * 60, "min")
    let tenths = Int(min(value, 1e9) * 10)
    return tenths >= 100 ? "\(tenths / 10)/\(unit)" : "\(tenths / 10).\(tenths % 10)/\(unit)"
  }

  /// A time in its two largest units.
  static func time(_ duration: Duration) -> String {
    let seconds = Int(duration.components.seconds)
    switch seconds {
    case ..<60: return "\(max(0, seconds)) s"
    case ..<3_600: return "\(seconds / 60) min \(seconds % 60) s"
    default: return "\(seconds / 3_600) h \(seconds / 60 % 60) min"
    }
  }
}
