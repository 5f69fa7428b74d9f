// SPDX-License-Identifier: Apache-2.0

/// How far two raters agree, such as a judge model and a person.
public struct JudgeAgreement: Hashable, Sendable {
  /// How often the first rater said the row while the second said the column.
  public let table: [[Int]]
  /// How many answers both rated.
  public let count: Int
  /// The share on which they agree.
  public let agreement: Double
  /// Cohen's κ (1960): agreement beyond chance; nil when chance alone would agree on everything.
  public let kappa: Double?

  /// The agreement of a square table; nil without ratings.
  public init?(_ table: [[Int]]) {
    precondition(table.allSatisfy { $0.count == table.count }, "The table is square.")
    let count = table.joined().reduce(0, +)
    guard count > 0 else { return nil }
    let rows = table.map { $0.reduce(0, +) }
    let columns = table.indices.map { column in table.reduce(0) { $0 + $1[column] } }
    let same = table.indices.reduce(0) { $0 + table[$1][$1] }
    // In whole numbers, so that changing the raters over changes no bit.
    let chance = zip(rows, columns).reduce(0) { $0 + $1.0 * $1.1 }
    self.table = table
    self.count = count
    agreement = Double(same) / Double(count)
    kappa =
      chance == count * count
      ? nil : Double(same * count - chance) / Double(count * count - chance)
  }

  /// The agreement of two raters' labels of the same answers; nil without any.
  public init?<Label: Hashable>(_ first: [Label], _ second: [Label]) {
    precondition(first.count == second.count, "Both raters rated the same answers.")
    var places: [Label: Int] = [:]
    for label in first + second where places[label] == nil { places[label] = places.count }
    var table = [[Int]](repeating: Array(repeating: 0, count: places.count), count: places.count)
    for (left, right) in zip(first, second) {
      if let row = places[left], let column = places[right] { table[row][column] += 1 }
    }
    self.init(table)
  }
}

/// How a judge that says right or wrong compares with people, on answers that both saw.
public struct JudgeErrors: Hashable, Sendable {
  /// Answers that both call right.
  public var bothRight: Int
  /// Answers that only the judge calls right.
  public var onlyJudge: Int
  /// Answers that only people call right.
  public var onlyPeople: Int
  /// Answers that both call wrong.
  public var bothWrong: Int

  /// Some counts.
  public init(bothRight: Int, onlyJudge: Int, onlyPeople: Int, bothWrong: Int) {
    self.bothRight = bothRight
    self.onlyJudge = onlyJudge
    self.onlyPeople = onlyPeople
    self.bothWrong = bothWrong
  }

  /// The share of right answers that the judge calls right; nil without any.
  public var sensitivity: Double? { share(bothRight, onlyPeople) }

  /// The share of wrong answers that the judge calls wrong; nil without any.
  public var specificity: Double? { share(bothWrong, onlyJudge) }

  /// The agreement of the two.
  public var agreement: JudgeAgreement? {
    JudgeAgreement([[bothRight, onlyJudge], [onlyPeople, bothWrong]])
  }

  /// What a judged rate stands for, after Rogan and Gladen (1978): for display only, within 0 and
  /// 1.
  ///
  /// (rate + specificity - 1)/(sensitivity + specificity - 1); nil for a judge no better than
  /// chance.
  public static func roganGladen(
    rate: Double, sensitivity: Double, specificity: Double
  ) -> Double? {
    let power = sensitivity + specificity - 1
    guard power > 0 else { return nil }
    return min(1, max(0, (rate + specificity - 1) / power))
  }

  private func share(_ seen: Int, _ missed: Int) -> Double? {
    seen + missed > 0 ? Double(seen) / Double(seen + missed) : nil
  }
}
