// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A line of a log without what it has in common with others: a hundred bytes instead of a thousand
/// and more.
///
/// Nothing is lost: the line that it was made of can be had again when another line of the same
/// attempt comes.
struct CompactAttempt: Sendable {
  private let plan: UInt32
  private let query: UInt32
  private let setup: UInt32
  private let trial: Int32
  private let number: Int32
  /// -1 where nobody says.
  private let outputTokens: Int32
  private let consultations: Int32
  private let isFailure: Bool
  private let isKept: Bool
  /// NaN where it is unknown.
  private let score: Double
  private let moment: Int64
  private let cost: Int64
  private let spent: Int64
  private let judge: Int64
  private let roles: InlineArray<4, Int64>
  /// No more than 15 bytes, which Swift keeps in place, are usual.
  private let answer: String?
  /// One of few objects, each kept once.
  private let fields: JSONObject

  /// The compact form of a shortened line; nil for one that has something unusual, and stays as it
  /// is.
  init?(_ line: AttemptLine, sharing pool: inout NamePool) {
    let outcome = line.outcome
    guard outcome.ending != .infrastructureFailure,
      let moment = Self.packed(line.started),
      let spent = Self.packed(line.spent), let judge = Self.packed(line.judge),
      let cost = line.cost.map({ Self.packed($0) }) ?? -1,
      let trial = Int32(exactly: outcome.trial), let number = Int32(exactly: line.number),
      let tokens = Int32(exactly: outcome.outputTokens ?? -1),
      let consultations = Int32(exactly: outcome.consultations ?? -1)
    else { return nil }
    var roles = InlineArray<4, Int64>(repeating: -1)
    for (name, money) in line.roles {
      guard let place = Self.roles.firstIndex(of: name), let amount = Self.packed(money) else {
        return nil
      }
      roles[place] = amount
    }
    plan = pool.index(of: line.plan)
    query = pool.index(of: outcome.query)
    setup = pool.index(of: outcome.setup)
    self.trial = trial
    self.number = number
    outputTokens = tokens
    self.consultations = consultations
    isFailure = outcome.ending == .modelFailure
    isKept = outcome.isKept
    score = outcome.score ?? .nan
    self.moment = moment
    self.cost = cost
    self.spent = spent
    self.judge = judge
    self.roles = roles
    answer = outcome.answer
    fields = pool.shared(outcome.fields)
  }

  /// The line, all but its name.
  func line(_ pool: NamePool) -> AttemptLine {
    var outcome = Outcome(
      query: pool[query], setup: pool[setup], trial: Int(trial),
      ending: isFailure ? .modelFailure : .scored, score: score.isNaN ? nil : score)
    outcome.outputTokens = outputTokens < 0 ? nil : Int(outputTokens)
    outcome.consultations = consultations < 0 ? nil : Int(consultations)
    outcome.isKept = isKept
    outcome.answer = answer
    outcome.fields = fields
    var money: [String: Money] = [:]
    for (place, name) in Self.roles.enumerated() where roles[place] >= 0 {
      money[name] = Self.money(roles[place])
    }
    return AttemptLine(
      plan: pool[plan], attempt: "", number: Int(number), started: Self.text(moment),
      outcome: outcome, cost: cost < 0 ? nil : Self.money(cost), roles: money,
      judge: Self.money(judge), spent: Self.money(spent))
  }

  /// Those that answers are made by; any other makes a line unusual.
  private static let roles = [CallRole.executor, .advisor, .planner, .check].map(\.rawValue)

  private static func packed(_ money: Money) -> Int64? {
    Int64(exactly: money.picodollars).flatMap { $0 >= 0 ? $0 : nil }
  }

  private static func money(_ packed: Int64) -> Money { Money(picodollars: Int128(packed)) }

  // MARK: - Moments

  private static let shape = Array("0000-00-00T00:00:00.000Z".utf8)

  /// The digits of a moment as our logs write it, as one number; nil for another spelling, -1 for
  /// none.
  private static func packed(_ moment: String) -> Int64? {
    if moment.isEmpty { return -1 }
    guard moment.utf8.count == shape.count else { return nil }
    var packed: Int64 = 0
    for (byte, wanted) in zip(moment.utf8, shape) {
      if wanted == UInt8(ascii: "0") {
        guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
        packed = packed * 10 + Int64(byte - UInt8(ascii: "0"))
      } else if byte != wanted {
        return nil
      }
    }
    return packed
  }

  private static func text(_ packed: Int64) -> String {
    if packed < 0 { return "" }
    var bytes = shape
    var rest = packed
    for place in shape.indices.reversed() where shape[place] == UInt8(ascii: "0") {
      bytes[place] += UInt8(rest % 10)
      rest /= 10
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Texts and fields that many lines have in common, each kept once.
struct NamePool: Sendable {
  private var names: [String] = []
  private var places: [String: UInt32] = [:]
  private var objects: Set<JSONObject> = []

  /// The place of a name.
  mutating func index(of name: String) -> UInt32 {
    if let place = places[name] { return place }
    let place = UInt32(names.count)
    names.append(name)
    places[name] = place
    return place
  }

  /// The name at a place.
  subscript(place: UInt32) -> String { names[Int(place)] }

  /// The same fields, with the storage of those that came first.
  mutating func shared(_ fields: JSONObject) -> JSONObject {
    fields.isEmpty ? [:] : objects.insert(fields).memberAfterInsert
  }
}
