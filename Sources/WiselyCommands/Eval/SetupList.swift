// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The setups of a run: those that were named, and those without which the result says nothing.
struct SetupList {
  /// One of them.
  struct Entry {
    var resolved: Workbench.Resolved
    var isPlacebo = false
  }

  private(set) var entries: [Entry] = []
  private(set) var baseline = ""
  /// What was added, and why.
  private(set) var notes: [String] = []
  private let bench: Workbench

  /// Puts the list together.
  ///
  /// - Throws: `SetupError`, `CommandFailure`.
  init(_ names: [String], baseline: String?, placebo: Bool, bench: Workbench) throws {
    self.bench = bench
    for name in names { add(Entry(resolved: try bench.resolve(name))) }
    let named = entries
    if let baseline {
      let resolved = try bench.resolve(baseline)
      add(Entry(resolved: resolved))
      self.baseline = resolved.notation
    } else {
      try addStrong()
    }
    for entry in named {
      guard case .advised(let executor, _) = entry.resolved.structure else { continue }
      let alone = try bench.resolve(executor.description)
      if add(Entry(resolved: alone)) {
        notes.append(
          "Added \(alone.notation) alone: what an advisor adds shows only beside its executor.")
      }
      guard placebo else { continue }
      let pair = SetupNotation.advised(executor: executor, advisor: executor)
      add(Entry(resolved: try bench.resolve(pair.description, allowsPeer: true), isPlacebo: true))
    }
    if placebo, !entries.contains(where: \.isPlacebo) {
      throw CommandFailure(
        Exit.usage, "--placebo needs a setup with an advisor, such as haiku+opus, among --setups.")
    }
    guard entries.count > 1 else {
      throw CommandFailure(
        Exit.usage,
        "A comparison needs two setups; '\(self.baseline)' is the only one. Name another in --setups."
      )
    }
  }

  /// The strong model alone, at low effort where it has efforts.
  private mutating func addStrong() throws {
    guard let strong = bench.dearest(entries.flatMap(\.resolved.models)) else { return }
    let hasLow =
      bench.catalogue.sheet(for: strong)?.capabilities.efforts.contains(.low) ?? false
    let resolved = try bench.resolve(hasLow ? "\(strong)@low" : strong.rawValue)
    let isNew = add(Entry(resolved: resolved))
    baseline = resolved.notation
    let what = "the strong model alone\(hasLow ? " at low effort" : "")"
    notes.append(
      "\(isNew ? "Added" : "The baseline is") \(resolved.notation), \(what)\(isNew ? ", as the baseline" : ""): it is the one to beat. --baseline names another."
    )
  }

  @discardableResult
  private mutating func add(_ entry: Entry) -> Bool {
    guard !entries.contains(where: { $0.resolved.notation == entry.resolved.notation }) else {
      return false
    }
    entries.append(entry)
    return true
  }
}

extension SetupSettings {
  /// Everything that is set, as data for a plan's hash.
  var planned: JSONValue {
    let money = policy.money.map { JSONValue.string($0.dollars) } ?? .null
    let view: JSONValue =
      switch policy.view {
      case .brief(let tokens): .string("brief:\(tokens)")
      case .transcript: "transcript"
      }
    return [
      "advisor": isAdvisorNative ? "native" : "own", "view": view,
      "consultations": JSONValue(policy.consultations),
      "conversationConsultations": JSONValue(policy.conversationConsultations),
      "failures": JSONValue(policy.failures), "consultationBudget": money,
      "adviceTokens": JSONValue(policy.adviceTokens),
      "adviceCharacters": JSONValue(policy.adviceCharacters),
      "triggers": .array(policy.triggers.map(\.rawValue).sorted().map { .string($0) }),
      "allowPeer": .bool(policy.allowsPeer), "handover": .string(handover.rawValue),
      "check": check.map { .string("\($0)") } ?? .null,
    ]
  }
}
