// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Strengths of several setups from pairwise preferences, ties as half a win for each.
///
/// Bradley and Terry (1952), by the iteration of Hunter (2004): p_i ← W_i/Σ_j n_ij/(p_i + p_j), the
/// geometric mean 1, θ = ln p; standard errors from the pseudo-inverse of the information matrix.
public struct BradleyTerry: Hashable, Sendable {
  /// The strengths on the scale of log odds, which add up to 0.
  public let strengths: [Double]
  /// Their standard errors.
  public let standardErrors: [Double]
  /// Whether half a win was added in each direction of every pair, without which there is no
  /// answer.
  public let isSmoothed: Bool

  /// Strengths from how often the row was preferred to the column.
  ///
  /// - Throws: ``EvalError`` when some setups were never compared with the others.
  public init(wins: [[Double]]) throws(EvalError) {
    precondition(wins.allSatisfy { $0.count == wins.count }, "The table is square.")
    guard wins.count > 1 else {
      throw EvalError(.undefined, "Strengths need at least two setups; compare another one.")
    }
    let played = wins.indices.map { row in
      wins.indices.map { row == $0 ? 0 : wins[row][$0] + wins[$0][row] }
    }
    guard BradleyTerry.reaches(all: played) else {
      throw EvalError(
        .undefined,
        "Some setups were never compared with the others, so no strength is common to all; "
          + "compare at least one pair across.")
    }
    // Where some setups never lose to the rest the strengths run away; Ford (1957).
    let transposed = wins.indices.map { row in wins.indices.map { wins[$0][row] } }
    isSmoothed = !BradleyTerry.reaches(all: wins) || !BradleyTerry.reaches(all: transposed)
    var counted = wins
    for row in wins.indices {
      for column in wins.indices {
        if row == column {
          counted[row][column] = 0
        } else if isSmoothed {
          counted[row][column] += 0.5
        }
      }
    }
    strengths = BradleyTerry.iterate(counted)
    standardErrors = BradleyTerry.errors(counted, strengths)
  }

  /// The interval of a strength, from its standard error.
  public func interval(of index: Int, level: Double = 0.95) -> Interval {
    let half = Normal.critical(level) * standardErrors[index]
    return Interval(strengths[index] - half, strengths[index] + half)
  }

  /// The chance that one setup is preferred to another.
  public func chance(_ first: Int, beats second: Int) -> Double {
    1 / (1 + exp(strengths[second] - strengths[first]))
  }

  private static func iterate(_ wins: [[Double]]) -> [Double] {
    let total = wins.map { ExactSum.of($0) }
    var powers = [Double](repeating: 1, count: wins.count)
    for _ in 0..<100_000 {
      var next = wins.indices.map { i in
        total[i]
          / ExactSum.of(
            wins.indices.filter { $0 != i }.map { j in
              (wins[i][j] + wins[j][i]) / (powers[i] + powers[j])
            })
      }
      let centre = exp(ExactSum.of(next.map { log($0) }) / Double(next.count))
      next = next.map { $0 / centre }
      let change = zip(next, powers).map { ($0 / $1 - 1).magnitude }.max() ?? 0
      powers = next
      if change < 1e-15 { break }
    }
    return powers.map { log($0) }
  }

  private static func errors(_ wins: [[Double]], _ strengths: [Double]) -> [Double] {
    let count = Double(wins.count)
    // The information has the rows' sums 0; adding 1/k everywhere makes its inverse the
    // pseudo-inverse, but for the same 1/k.
    var information = wins.map { row in row.map { _ in 1 / count } }
    for i in wins.indices {
      for j in wins.indices where i != j {
        let chance = 1 / (1 + exp(strengths[j] - strengths[i]))
        let weight = (wins[i][j] + wins[j][i]) * chance * (1 - chance)
        information[i][i] += weight
        information[i][j] -= weight
      }
    }
    return inverseDiagonal(information).map { max(0, $0 - 1 / count).squareRoot() }
  }

  /// The diagonal of the inverse of a positive definite matrix, by Gauss and Jordan.
  private static func inverseDiagonal(_ matrix: [[Double]]) -> [Double] {
    var left = matrix
    var right = matrix.indices.map { row in matrix.indices.map { row == $0 ? 1.0 : 0 } }
    for pivot in matrix.indices {
      let scale = left[pivot][pivot]
      left[pivot] = left[pivot].map { $0 / scale }
      right[pivot] = right[pivot].map { $0 / scale }
      for row in matrix.indices where row != pivot {
        let factor = left[row][pivot]
        for column in matrix.indices {
          left[row][column] -= factor * left[pivot][column]
          right[row][column] -= factor * right[pivot][column]
        }
      }
    }
    return matrix.indices.map { right[$0][$0] }
  }

  /// Whether every setup can be reached from the first along positive entries.
  private static func reaches(all edges: [[Double]]) -> Bool {
    var reached: Set<Int> = [0]
    var waiting = [0]
    while let row = waiting.popLast() {
      for column in edges.indices where edges[row][column] > 0 && !reached.contains(column) {
        reached.insert(column)
        waiting.append(column)
      }
    }
    return reached.count == edges.count
  }
}
