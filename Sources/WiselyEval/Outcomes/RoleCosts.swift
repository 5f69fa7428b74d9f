// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What of a cost went to whom, without a dictionary of its own for each of many thousand attempts.
struct RoleCosts: Hashable, Sendable {
  // Below zero: nothing was said of it.
  private var executor = -1.0
  private var advisor = -1.0
  private var planner = -1.0
  private var check = -1.0
  /// What does not fit into the above.
  private var others: [String: Double] = [:]

  private static let roles:
    [(name: String, place: any WritableKeyPath<RoleCosts, Double> & Sendable)] =
      [
        (CallRole.executor.rawValue, \.executor), (CallRole.advisor.rawValue, \.advisor),
        (CallRole.planner.rawValue, \.planner), (CallRole.check.rawValue, \.check),
      ]

  init(_ dollars: [String: Double]) {
    for (name, amount) in dollars {
      if amount >= 0, let role = Self.roles.first(where: { $0.name == name }) {
        self[keyPath: role.place] = amount
      } else {
        others[name] = amount
      }
    }
  }

  /// The costs by role.
  var dollars: [String: Double] {
    var dollars = others
    for role in Self.roles where self[keyPath: role.place] >= 0 {
      dollars[role.name] = self[keyPath: role.place]
    }
    return dollars
  }
}
