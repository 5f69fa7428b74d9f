// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Consultations in words, for `--explain`.
struct Explanation {
  let consultations: [Consultation]
  /// The calls that were made.
  var rows: [LedgerRow] = []
  /// The prices they were billed by.
  var catalogue = PriceCatalogue.builtIn

  var lines: [String] {
    let held =
      consultations.isEmpty
      ? ["No consultation was held."]
      : consultations.enumerated().flatMap { index, consultation in
        text(of: consultation, number: index + 1)
      }
    return held + [handover].compactMap { $0 }
  }

  /// A consultation in calls of the executor, by what those cost here on average.
  private func worth(_ consultation: Consultation) -> String? {
    let calls = rows.filter { $0.role == .executor && $0.outcome == .answered }
    guard !calls.isEmpty, let sum = calls.reduce(Cost.priced(.zero), { $0 + $1.cost }).amount
    else { return nil }
    let average = Cost.priced(Money(picodollars: sum.picodollars / Int128(calls.count)))
    guard let tenths = ConsultationPrice.calls(for: consultation.cost, at: average) else {
      return nil
    }
    let number = Self.number(tenths: tenths)
    let noun = number == "1" ? "call" : "calls"
    return "\(number) \(noun) of the executor, at \(average.display) on average"
  }

  /// When handing the kept conversation from the strong model to the executor would pay.
  private var handover: String? {
    guard let last = rows.last(where: { $0.role == .executor && $0.outcome == .answered }),
      let strong = rows.first(where: { $0.role == .planner || $0.role == .advisor })?.served,
      let planner = catalogue.sheet(for: strong), let executor = catalogue.sheet(for: last.served),
      let change = SwitchArithmetic(
        planner: planner, executor: executor, context: last.usage.prompt + last.usage.output,
        on: last.started.day)
    else { return nil }
    return "Handover: " + Self.text(of: change, from: strong, to: last.served) + "."
  }

  /// What a switch costs and saves, in words.
  static func text(of change: SwitchArithmetic, from planner: ModelID, to executor: ModelID)
    -> String
  {
    let penalty = Cost.priced(change.penalty).display
    let saving = Cost.priced(change.savingPerResponse).display
    let whole =
      "a kept conversation of \(grouped(change.context)) tokens from \(planner) to \(executor)"
    guard let tenths = change.breakEvenTenths else {
      return "\(whole) costs \(penalty) once and never pays, as a response gets no cheaper"
    }
    return "\(whole) costs \(penalty) once and saves \(saving) a response, "
      + "so it pays after \(number(tenths: tenths)) responses"
  }

  /// A number in tenths, as people write it.
  static func number(tenths: Int) -> String {
    tenths >= 1_000 || tenths % 10 == 0
      ? grouped((tenths + 5) / 10) : "\(grouped(tenths / 10)).\(tenths % 10)"
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
    if let worth = worth(consultation) { lines.append(indent("worth", worth)) }
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
