// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Where an attempt stands in a plan: which query, which setup, which of the independent tries.
public struct AttemptPlace: Hashable, Sendable {
  /// The position of the query in the plan.
  public var query: Int
  /// The position of the setup in the plan.
  public var setup: Int
  /// The trial, from 0.
  public var trial: Int

  /// A place.
  public init(query: Int, setup: Int, trial: Int) {
    self.query = query
    self.setup = setup
    self.trial = trial
  }
}

/// The order of a run's attempts: queries shuffled by the seed, and within each query its setups
/// and trials shuffled again, so that a provider that drifts hits all setups alike.
///
/// It is a rule, not a list: a place is worked out when it is needed.
public struct RunOrder: Hashable, Sendable {
  /// The queries, as positions in the plan, in the order in which they are asked.
  public let queries: [Int]
  private let setups: Int
  private let trials: Int
  private let seed: UInt64

  /// The order of a plan of that size.
  public init(queries: Int, setups: Int, trials: Int, seed: UInt64) {
    var order = Array(0..<queries)
    var chance = Chance(seed)
    chance.shuffle(&order)
    self.init(order, setups: setups, trials: trials, seed: seed)
  }

  private init(_ queries: [Int], setups: Int, trials: Int, seed: UInt64) {
    self.queries = queries
    self.setups = setups
    self.trials = trials
    self.seed = seed
  }

  /// The same order, of some of the queries only.
  public func filtered(_ isIncluded: (Int) -> Bool) -> RunOrder {
    RunOrder(queries.filter(isIncluded), setups: setups, trials: trials, seed: seed)
  }

  /// How many attempts there are.
  public var count: Int { queries.count * setups * trials }

  /// The attempts of the query that is asked as the n-th, in order.
  public func attempts(ofQueryAt position: Int) -> [AttemptPlace] {
    let query = queries[position]
    var cells = Array(0..<(setups * trials))
    var chance = Chance(seed ^ (UInt64(query) &+ 1) &* 0x9E37_79B9_7F4A_7C15)
    chance.shuffle(&cells)
    return cells.map { AttemptPlace(query: query, setup: $0 / trials, trial: $0 % trials) }
  }
}

/// SplitMix64 with a Fisher–Yates shuffle of its own: the standard library's may change, and with
/// it the order of every plan.
private struct Chance {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  private mutating func below(_ bound: Int) -> Int {
    // The high word of a product: even to within 2^-40 for any plan that fits a machine.
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  mutating func shuffle(_ items: inout [Int]) {
    guard items.count > 1 else { return }
    for last in stride(from: items.count - 1, to: 0, by: -1) {
      items.swapAt(last, below(last + 1))
    }
  }
}

/// One of n parts of a run, made by the names of the queries so that all attempts of one stay
/// together.
public struct Shard: Hashable, Sendable, CustomStringConvertible {
  /// Which part, from 1.
  public let index: Int
  /// How many parts there are.
  public let count: Int

  /// A part; nil unless the index is between 1 and the count.
  public init?(_ index: Int, of count: Int) {
    guard count >= 1, count <= 100_000, 1...count ~= index else { return nil }
    self.index = index
    self.count = count
  }

  /// Reads `2/8`.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1] else { return nil }
    self.init(index, of: count)
  }

  /// Whether a query belongs to the part.
  public func contains(_ query: String) -> Bool {
    var digest = SHA256()
    digest.update(query.utf8)
    let number = digest.finish().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(number % UInt64(count)) == index - 1
  }

  /// The spelling, such as `2/8`.
  public var description: String { "\(index)/\(count)" }
  /// The spelling in names of files, such as `2-of-8`.
  var fileName: String { "\(index)-of-\(count)" }
}
