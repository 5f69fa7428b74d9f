// SPDX-License-Identifier: Apache-2.0

/// What people said, and how far they can be relied upon.
///
/// The unit is the query with two setups: what several reviewers say of it is put together first,
/// by which setup more of them prefer. Repeats count for nothing but the agreement of reviewers
/// with themselves.
public struct PreferenceSummary: Hashable, Sendable {
  /// One reviewer.
  public struct Reviewer: Hashable, Sendable {
    /// The name.
    public var name: String
    /// How often each choice was made, repeats not counted.
    public var counts: [ReviewChoice: Int]
    /// The agreement with themself on what was shown twice; nil when nothing was.
    public var withThemself: JudgeAgreement?
    /// The exact p of choosing the left side as often as the right one.
    public var sideTest: Double

    /// How many items they rated.
    public var items: Int { counts.values.reduce(0, +) }
  }

  /// Two setups.
  public struct Pair: Hashable, Sendable {
    /// The candidate, or the setup whose name sorts first.
    public var first: String
    /// The baseline, or the other one.
    public var second: String
    /// What was said of them, query by query.
    public var preference: Preference
  }

  /// How far two reviewers agree on what both rated.
  public struct Agreement: Hashable, Sendable {
    /// The one whose name sorts first.
    public var first: String
    /// The other one.
    public var second: String
    /// Their agreement on four verdicts: either setup, both, neither.
    public var agreement: JudgeAgreement
  }

  /// The reviewers, by name.
  public let reviewers: [Reviewer]
  /// The pairs that were compared, by name.
  public let pairs: [Pair]
  /// All pairs of reviewers with items in common.
  public let agreements: [Agreement]
  /// The setups in the order of `strengths`.
  public let setups: [String]
  /// Strengths of more than two setups; nil for two, and when they have no common strength.
  public let strengths: BradleyTerry?
  /// What a reader should know, in sentences.
  public let remarks: [String]

  /// Sums up what stands; the baseline is the second of its pairs.
  public init(_ preferences: Preferences, baseline: String? = nil) {
    let first = preferences.choices.filter { !$0.isRepeat }
    let names = Set(preferences.choices.map(\.reviewer)).sorted()
    reviewers = names.map { Self.reviewer($0, in: preferences.choices) }
    agreements = Self.agreements(names, first)
    pairs = QueryChoices.all(first, baseline: baseline).map {
      Pair(first: $0.first, second: $0.second, preference: $0.preference)
    }
    setups = Set(pairs.flatMap { [$0.first, $0.second] }).sorted()
    var remarks: [String] = []
    strengths = Self.strengths(pairs, setups, &remarks)
    if preferences.brokenLines > 0 {
      remarks.append(
        preferences.brokenLines == 1
          ? "1 line of the log could not be read and is left out."
          : "\(preferences.brokenLines) lines of the log could not be read and are left out.")
    }
    let plans = Set(first.map(\.plan)).count
    if plans > 1 { remarks.append("The choices belong to \(plans) different plans.") }
    for reviewer in reviewers where reviewer.sideTest < 0.05 {
      remarks.append(
        "\(reviewer.name) chose \(reviewer.counts[.left] ?? 0) times left and \(reviewer.counts[.right] ?? 0) times right, more unevenly than chance: the side may have counted."
      )
    }
    self.remarks = remarks
  }

  private static func reviewer(_ name: String, in choices: [PreferenceLine]) -> Reviewer {
    let own = choices.filter { $0.reviewer == name }
    var counts: [ReviewChoice: Int] = [:]
    var verdicts: [String: PreferenceLine.Verdict] = [:]
    for line in own where !line.isRepeat {
      if let choice = line.choice { counts[choice, default: 0] += 1 }
      verdicts[line.item] = line.verdict
    }
    var before: [PreferenceLine.Verdict] = []
    var after: [PreferenceLine.Verdict] = []
    for line in own where line.isRepeat {
      guard let first = verdicts[line.item], let second = line.verdict else { continue }
      before.append(first)
      after.append(second)
    }
    let left = counts[.left] ?? 0
    let right = counts[.right] ?? 0
    return Reviewer(
      name: name, counts: counts, withThemself: JudgeAgreement(before, after),
      sideTest: Preference(wins: left, losses: right, ties: 0).signTest)
  }

  private static func agreements(_ names: [String], _ choices: [PreferenceLine]) -> [Agreement] {
    var verdicts: [String: [String: PreferenceLine.Verdict]] = [:]
    for line in choices { verdicts[line.reviewer, default: [:]][line.item] = line.verdict }
    return names.indices.flatMap { index in
      names[(index + 1)...].compactMap { other -> Agreement? in
        let mine = verdicts[names[index]] ?? [:]
        let theirs = verdicts[other] ?? [:]
        let common = Set(mine.keys).intersection(theirs.keys).sorted()
        return JudgeAgreement(common.compactMap { mine[$0] }, common.compactMap { theirs[$0] })
          .map { Agreement(first: names[index], second: other, agreement: $0) }
      }
    }
  }

  // MARK: - Pairs

  private static func strengths(
    _ pairs: [Pair], _ setups: [String], _ remarks: inout [String]
  ) -> BradleyTerry? {
    guard setups.count > 2 else { return nil }
    let place = Dictionary(uniqueKeysWithValues: setups.enumerated().map { ($1, $0) })
    var wins = setups.map { _ in setups.map { _ in 0.0 } }
    for pair in pairs {
      guard let first = place[pair.first], let second = place[pair.second] else { continue }
      // "Neither" is evidence for neither of them, and is left out here.
      wins[first][second] += Double(pair.preference.wins) + Double(pair.preference.ties) / 2
      wins[second][first] += Double(pair.preference.losses) + Double(pair.preference.ties) / 2
    }
    do throws(EvalError) {
      return try BradleyTerry(wins: wins)
    } catch {
      remarks.append(error.message)
      return nil
    }
  }
}
