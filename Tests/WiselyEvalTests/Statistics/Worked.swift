// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyEval

/// The worked examples that lie beside the checkout, at ten digits.
struct Worked {
  let root: JSONValue

  init() throws { root = try SharedData.json("worked-examples.json") }

  /// A member by its path.
  subscript(path: String...) -> JSONValue {
    get throws {
      try path.reduce(root) { value, key in
        try #require(value[key], "the worked examples have no \(key)")
      }
    }
  }

  /// The members of an object, by name.
  func members(_ name: String) throws -> [(String, JSONValue)] {
    try #require(self[name].object).members.map { ($0.key, $0.value) }
  }

  func number(_ path: String...) throws -> Double {
    let value = try path.reduce(root) { try #require($0[$1]) }
    return try #require(value.double)
  }
}

extension JSONValue {
  /// The numbers of an array.
  func numbers() throws -> [Double] { try #require(array).map { try #require($0.double) } }

  /// The rows of numbers of an array of arrays.
  func rows() throws -> [[Double]] { try #require(array).map { try $0.numbers() } }

  /// The ends of an interval.
  func interval() throws -> Interval {
    let ends = try numbers()
    return Interval(ends[0], ends[1])
  }
}

/// Whether a figure is one that was printed with ten digits.
func isClose(_ left: Double?, _ right: Double, within tolerance: Double = 1e-9) -> Bool {
  guard let left else { return false }
  return (left - right).magnitude <= tolerance * max(right.magnitude, 1e-300)
    // A zero of the file may be the last bits of something here.
    || (right == 0 && left.magnitude < 1e-15)
}

func isClose(_ left: Interval?, _ right: Interval, within tolerance: Double = 1e-9) -> Bool {
  isClose(left?.low, right.low, within: tolerance)
    && isClose(left?.high, right.high, within: tolerance)
}

/// The numbers in a name such as `b=14,c=87,n=500` or `14,87`.
func figures(in name: String) -> [Double] {
  name.split(separator: ",").compactMap { Double($0.split(separator: "=").last ?? "") }
}

/// A row of a query with one trial each.
func row(_ query: String, _ candidate: Double, _ baseline: Double, in cluster: String? = nil)
  throws -> PairedScores.Row
{
  try #require(
    PairedScores.Row(
      query: query, candidate: [candidate], baseline: [baseline], cluster: cluster))
}

/// The rows of some differences, graded: around a half, so that they are no scores of 0 and 1.
func graded(_ differences: [Double], clusters: [String?]? = nil) throws -> PairedScores {
  PairedScores(
    try differences.enumerated().map { index, difference in
      try #require(
        PairedScores.Row(
          query: "q\(index)", candidate: [0.5 + difference / 2], baseline: [0.5 - difference / 2],
          cluster: clusters?[index]))
    })
}

/// The rows of some disagreements among scores of 0 and 1.
func binary(_ b: Int, _ c: Int, _ n: Int) throws -> PairedScores {
  PairedScores(
    try (0..<n).map { try row("q\($0)", $0 < b || $0 >= b + c ? 1 : 0, $0 < b ? 0 : 1) })
}
