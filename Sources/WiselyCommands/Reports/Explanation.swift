// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Consultations in words, for `--explain`.
struct Explanation {
  let consultations: [Consultation]

  var lines: [String] {
    guard !consultations.isEmpty else { return ["No consultation was held."] }
    return consultations.enumerated().flatMap { index, consultation in
      text(of: consultation, number: index + 1)
    }
  }

  private func text(of consultation: Consultation, number: Int) -> [String] {
    var lines = [
      "Consultation \(number): \(consultation.advisor), because \(reason(consultation.trigger)); "
        + "view \(consultation.view.name), \(consultation.cost.display), "
        + "\(Self.seconds(consultation.duration))"
    ]
    if let question = consultation.question { lines.append(indent("asked", question)) }
    if !consultation.options.isEmpty {
      lines.append(indent("options", consultation.options.joined(separator: " | ")))
    }
    if let leaning = consultation.leaning { lines.append(indent("leaning", leaning)) }
    switch consultation.outcome {
    case .advised: lines.append(indent("verdict", consultation.verdict?.rawValue ?? ""))
    default: lines.append(indent("outcome", consultation.outcome.rawValue))
    }
    if !consultation.advice.isEmpty { lines.append(indent("advice", consultation.advice)) }
    if let check = consultation.check { lines.append(indent("check", check)) }
    return lines
  }

  private func reason(_ trigger: Trigger) -> String {
    switch trigger {
    case .asked: "the executor asked"
    case .stalled: "a rule found it stalled"
    case .beforeFirstWrite: "it was about to make its first change"
    case .beforeDone: "it believed it was done"
    case .wished: "you wished it"
    }
  }

  private func indent(_ label: String, _ text: String) -> String {
    let first = "  \(label):" + String(repeating: " ", count: max(1, 9 - label.count))
    let rest = "\n" + String(repeating: " ", count: first.count)
    return first
      + sanitised(text).split(separator: "\n", omittingEmptySubsequences: false).joined(
        separator: rest)
  }

  /// Seconds with one decimal.
  static func seconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let tenths =
      Int(seconds) * 10 + Int((attoseconds + 50_000_000_000_000_000) / 100_000_000_000_000_000)
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
