// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A hard cap on spending, shared by every call that is made under it.
///
/// A call holds its worst case before it is made and settles the truth afterwards. Holds are kept
/// apart from what was spent (gateway trap 21), and one lock covers the check and the hold, so calls
/// made at once cannot pass together (gateway trap 20).
public final class Budget: Sendable {
  /// The most that may be spent.
  public let cap: Money
  /// What a call of a model without a price is held and charged at; nil refuses such calls.
  public let unpricedCeiling: Money?

  private struct State {
    var spent = Money.zero
    var holds: [String: Money] = [:]
    var held = Money.zero
  }
  private let state = Mutex(State())

  /// A cap; the ceiling is what to assume a call costs at most when nobody knows its price.
  public init(cap: Money, unpricedCeiling: Money? = nil) {
    self.cap = cap
    self.unpricedCeiling = unpricedCeiling
  }

  /// What settled calls have cost.
  public var spent: Money { state.withLock { $0.spent } }

  /// What calls under way may still cost.
  public var held: Money { state.withLock { $0.held } }

  /// What a new call may cost at most: the cap without what is spent and held; never negative.
  public var remaining: Money { state.withLock { remaining(in: $0) } }

  /// Reserves a call's worst case.
  ///
  /// - Throws: `ModelError` with code `budget` if it does not fit, `unpriced` if nobody knows it.
  public func hold(_ id: String, worstCase: Cost) throws(ModelError) {
    guard let amount = worstCase.amount ?? unpricedCeiling else {
      throw ModelError(
        .unpriced, "The call has no known price, and the budget allows no call without one.")
    }
    let (isHeld, left) = state.withLock { state in
      let left = remaining(in: state)
      return (hold(id, amount <= left ? amount : nil, in: &state), left)
    }
    guard isHeld else {
      throw ModelError(
        .budget,
        "The call may cost \(amount.display), and \(left.display) of \(cap.display) is left.")
    }
  }

  /// Reserves what a closure makes of the money that is left, in one step; nil from it holds nothing.
  func hold(_ id: String, fitting choose: (Money) -> Money?) -> Bool {
    state.withLock { state in
      let left = remaining(in: state)
      return hold(id, choose(left).flatMap { $0 <= left ? $0 : nil }, in: &state)
    }
  }

  /// Ends a hold with what the call has cost; does nothing if it was ended before (gateway trap 24).
  ///
  /// A cost nobody knows is charged at the whole hold: unknown is never zero (gateway trap 9).
  public func settle(_ id: String, at cost: Cost) {
    state.withLock { state in
      guard let amount = state.holds.removeValue(forKey: id) else { return }
      state.held -= amount
      state.spent += cost.amount ?? amount
    }
  }

  /// Ends a hold of a call that was not made; does nothing if it was ended before.
  public func release(_ id: String) { settle(id, at: .priced(.zero)) }

  private func remaining(in state: State) -> Money {
    max(.zero, cap - state.spent - state.held)
  }

  private func hold(_ id: String, _ amount: Money?, in state: inout State) -> Bool {
    guard let amount, state.holds[id] == nil else { return false }
    state.holds[id] = amount
    state.held += amount
    return true
  }
}
