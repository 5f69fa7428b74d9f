// SPDX-License-Identifier: Apache-2.0

extension Comparison {
  /// Whether the words rest on what people chose, because too little was scored.
  public var restsOnPeople: Bool { people?.decides == true }

  /// What people chose; nil where nobody was asked.
  public var peopleSentence: String? {
    guard let people else { return nil }
    let said = people.preference
    let neither =
      said.neither > 0
      ? ", and neither would do on \(Figures.count(said.neither)), which is evidence for none" : ""
    let start =
      "People chose \(candidate) on \(Figures.count(said.wins)) and \(baseline) on \(Figures.count(said.losses)) of \(Figures.count(people.queries + said.neither, "query", "queries")); both would do on \(Figures.count(said.ties))\(neither)."
    guard let difference = people.difference else { return start }
    let range = difference.interval.map {
      " (\(Figures.signed($0.low)) to \(Figures.signed($0.high)))"
    }
    let figures =
      " Wins less losses: \(Figures.signed(difference.value)) points\(range ?? ""), sign test p \(Figures.probability(said.signTest))"
    return start + figures + (people.decides ? "." : conclusion(people))
  }

  private func conclusion(_ people: PeopleComparison) -> String {
    guard let interval = people.difference?.interval else { return "." }
    if interval.high < 0 { return ": they prefer \(baseline)." }
    if interval.low > 0 { return ": they prefer \(candidate)." }
    return people.word == .tooFew
      ? "; fewer than \(QualityWord.fewestQueries) queries are too few to claim anything."
      : ": which they prefer is not settled."
  }

  /// How a claim is begun that does not rest on graders.
  var source: String {
    if restsOnPeople { return "According to people: " }
    return isJudged && gates.contains { $0.gate == .judge && $0.isClosed }
      ? "According to the judge: " : ""
  }

  /// Why clear choices keep the scores' claim from being made.
  var dispute: String {
    let preferred = (people?.difference?.value ?? 0) < 0 ? baseline : candidate
    return "people prefer \(preferred), and the scores do not show it"
  }
}
