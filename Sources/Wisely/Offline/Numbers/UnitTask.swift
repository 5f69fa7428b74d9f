// SPDX-License-Identifier: Apache-2.0

/// A conversion between units.
struct UnitTask: OfflineTask {
  let quantity: Rational
  let from: Unit
  let to: Unit

  private static let plainAmount = Pattern(/^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/)

  init?(reading question: Question) {
    guard question.hasDigit || question.has("how many"),
      let (amount, source, target) = Self.read(question.plain),
      // Only grouping: "1,5" is one and a half to some, and fifteen to nobody.
      amount.contains(Self.plainAmount),
      let quantity = Rational(decimal: amount.replacing(",", with: "")),
      let from = Unit(source), let to = Unit(target), from.dimension == to.dimension
    else { return nil }
    self.quantity = quantity
    self.from = from
    self.to = to
  }

  private static let conversion = Pattern(
    /(?:what is |what's |how much is |how many is |convert |express |change |turn )?(-?[\d.,]*\d)\s*([a-z°][a-z0-9°\/^ ]*?)\s+(?:in|to|into|as|expressed in|converted to)\s+(?:the unit )?([a-z°][a-z0-9°\/^ ]*)/
  )
  private static let howMany = Pattern(
    /how many ([a-z°][a-z0-9°\/^ ]*?)\s+(?:are|is|make|make up|equal|correspond to|do)?\s*(?:there )?(?:in |are in )?(?:a total of )?(-?[\d.,]*\d)\s*([a-z°][a-z0-9°\/^ ]*?)(?: make| have| equal)?/
  )
  private static let howManyInOne = Pattern(
    /how many ([a-z°][a-z0-9°\/^ ]*?) (?:are|is) (?:there )?in (?:a|an|one) ([a-z°][a-z0-9°\/^ ]*)/)

  private static func read(_ plain: String) -> (String, String, String)? {
    if let match = plain.wholeMatch(of: Self.conversion) {
      return (String(match.1), String(match.2), String(match.3))
    }
    if let match = plain.wholeMatch(of: Self.howMany) {
      return (String(match.2), String(match.3), String(match.1))
    }
    if let match = plain.wholeMatch(of: Self.howManyInOne) {
      return ("1", String(match.2), String(match.1))
    }
    return nil
  }

  func solve(within budget: SearchBudget, from library: inout Library) throws -> Finding {
    guard let result = from.convert(quantity, to: to) else {
      return Finding(
        answer: "unknown", working: "The figures are too large to convert exactly.",
        check: "no result.", isVerified: false)
    }
    let isSound = to.convert(result, to: from) == quantity
    let fits = result.fits(digits: budget.digits)
    return Finding(
      answer: result.description,
      working: "\(quantity) \(from.name) = \(result) \(to.name).",
      check: isSound
        ? "converting the result back gives \(quantity) \(from.name)."
          + (fits ? "" : " It has more digits than I usually keep.")
        : "converting back does not give \(quantity).",
      isVerified: isSound && fits)
  }

  private static let claim = Pattern(/= ?(-?[\d,]*\.?\d+)/)

  func adopt(_ advice: String, over own: Finding, within budget: SearchBudget) -> Adoption {
    guard let claim = advice.firstMatch(of: Self.claim),
      let value = Rational(decimal: claim.1.replacing(",", with: ""))
    else { return .silent }
    guard let expected = from.convert(quantity, to: to), "\(expected)" == "\(value)" else {
      return .rejected("\(claim.1) \(to.name) converted back is not \(quantity) \(from.name)")
    }
    return .adopted(
      Finding(
        answer: "\(value)", working: "\(quantity) \(from.name) = \(value) \(to.name).",
        check: "the advised result converts back.", isVerified: true))
  }
}
