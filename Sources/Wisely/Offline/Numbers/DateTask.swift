// SPDX-License-Identifier: Apache-2.0

/// A question about the calendar.
struct DateTask: OfflineTask {
  enum Ask: Hashable {
    case daysBetween(CalendarDate, CalendarDate)
    case add(Int, Span, CalendarDate)
    case weekday(CalendarDate)
    case isLeap(Int)
    case leapYears(Int, Int)
    case daysInMonth(Int, Int)
  }

  enum Span: String, Hashable {
    case day, week, month, year
  }

  let ask: Ask

  init?(reading question: Question) {
    guard question.hasDigit, question.has("day", "week", "month", "year"),
      let ask = Self.read(question.plain)
    else { return nil }
    self.ask = ask
  }

  private static let between = Pattern(
    /(?:how many days|number of days|days) (?:are there |lie |pass |is it |are |do we have )?(?:between|from|since) (.+?) (?:and|to|until|till) (.+)$/
  )
  private static let daysAfter = Pattern(/how many days (?:is|are) (.+) after (.+)$/)

  private static func read(_ plain: String) -> Ask? {
    if let match = plain.firstMatch(of: Self.between),
      let first = CalendarDate(match.1), let second = CalendarDate(match.2)
    {
      return .daysBetween(first, second)
    }
    if let match = plain.firstMatch(of: Self.daysAfter),
      let second = CalendarDate(match.1), let first = CalendarDate(match.2)
    {
      return .daysBetween(first, second)
    }
    return readSum(plain) ?? readWeekday(plain) ?? readYears(plain)
  }

  private static let shift = Pattern(
    /(\d+) (day|week|month|year)s? (after|before|from|later than|earlier than|prior to) (.+)$/)
  private static let addition = Pattern(
    /(add|subtract) (\d+) (day|week|month|year)s? (?:to|from) (.+)$/)
  private static let sum = Pattern(
    /(?:what is|what's|which date is|calculate|compute|^)\s*(.+?) (plus|minus) (\d+) (day|week|month|year)s?$/
  )

  private static func readSum(_ plain: String) -> Ask? {
    if let match = plain.firstMatch(of: Self.shift),
      let count = Int(match.1), let span = Span(rawValue: String(match.2)),
      let date = CalendarDate(match.4)
    {
      let isBack = match.3.hasPrefix("b") || match.3.hasPrefix("e") || match.3.hasPrefix("p")
      return .add(isBack ? -count : count, span, date)
    }
    if let match = plain.firstMatch(of: Self.addition),
      let count = Int(match.2), let span = Span(rawValue: String(match.3)),
      let date = CalendarDate(match.4)
    {
      return .add(match.1 == "add" ? count : -count, span, date)
    }
    if let match = plain.firstMatch(of: Self.sum),
      let date = CalendarDate(match.1), let count = Int(match.3),
      let span = Span(rawValue: String(match.4))
    {
      return .add(match.2 == "plus" ? count : -count, span, date)
    }
    return nil
  }

  private static let weekdayWords = Pattern(/day of (?:the )?week|weekday|which day|what day/)
  private static let beforeDate = Pattern(
    /^.*?(?:is|was|of|does|did|on|will|fall on|fell on) (?=(?:the )?\d|[a-z]+ \d)/)
  private static let afterDate = Pattern(/\s(?:fall|fall on|be|was|is|on)$/)

  private static func readWeekday(_ plain: String) -> Ask? {
    guard plain.contains(Self.weekdayWords) else { return nil }
    let spelled = plain.replacing(Self.beforeDate, with: "")
      .replacing(Self.afterDate, with: "")
    return CalendarDate(spelled).map { .weekday($0) }
  }

  private static let leapYear = Pattern(
    /(?:is|was|will) (?:the year )?(\d{1,4}) (?:be )?a leap year/)
  private static let leapYearCount = Pattern(
    /how many leap years .*?(?:from|between) (\d{1,4}) (?:to|and|until|through) (\d{1,4})/)
  private static let monthLength = Pattern(
    /how many days (?:are there |are |does |has |did |will )?(?:in )?([a-z]+) (\d{4})(?: have| has)?$/
  )

  private static func readYears(_ plain: String) -> Ask? {
    if let match = plain.firstMatch(of: Self.leapYear),
      let year = Int(match.1), year > 0
    {
      return .isLeap(year)
    }
    if let match = plain.firstMatch(of: Self.leapYearCount),
      let first = Int(match.1), let last = Int(match.2), first <= last
    {
      return .leapYears(first, last)
    }
    if let match = plain.firstMatch(of: Self.monthLength),
      let month = CalendarDate.month(match.1), let year = Int(match.2), year > 0
    {
      return .daysInMonth(month, year)
    }
    return nil
  }

  func solve(within budget: SearchBudget, from library: inout Library) throws -> Finding {
    switch ask {
    case .daysBetween(let first, let second):
      let days = abs(second.number - first.number)
      let stepped = Self.stepped(min(first, second), days: days, limit: budget.steps)
      return finding(
        "\(days)", "From \(first) to \(second) there are \(days) days.",
        stepped == max(first, second), reached: stepped != nil, "going day by day")
    case .add(let count, let span, let date): return sum(count, span, date, budget)
    case .weekday(let date):
      // Zeller's congruence, which shares nothing with the day number.
      let zeller = Self.zeller(date)
      return finding(
        date.weekday, "\(date) is a \(date.weekday).", zeller == date.weekday, reached: true,
        "Zeller's congruence")
    case .isLeap(let year):
      let word = CalendarDate.isLeap(year) ? "yes" : "no"
      let length =
        CalendarDate(year, 2, 28)?.tomorrow?.month == 2
      return finding(
        word, "\(year) is \(word == "yes" ? "a" : "no") leap year.",
        length == (word == "yes"), reached: true, "the day after 28 February")
    case .leapYears(let first, let last):
      let before = { (year: Int) in year / 4 - year / 100 + year / 400 }
      let count = before(last) - before(first - 1)
      let isReached = last - first < budget.steps
      let counted = isReached ? (first...last).count { CalendarDate.isLeap($0) } : 0
      return finding(
        "\(count)", "From \(first) to \(last), both included, there are \(count) leap years.",
        counted == count, reached: isReached, "counting them one by one")
    case .daysInMonth(let month, let year):
      let days = CalendarDate.days(inMonth: month, of: year)
      let first = CalendarDate(year, month, 1)?.number ?? 0
      let next = CalendarDate(year, month, 1)?.adding(months: 1)?.number ?? 0
      return finding(
        "\(days)", "That month has \(days) days.", next - first == days, reached: true,
        "the distance between the first days of two months")
    }
  }

  private func sum(_ count: Int, _ span: Span, _ date: CalendarDate, _ budget: SearchBudget)
    -> Finding
  {
    // Nothing beyond reaches a year from 1 to 9999, and it would overflow.
    let count = max(-4_000_000, min(4_000_000, count))
    let days = span == .week ? count * 7 : count
    let result =
      switch span {
      case .day, .week: date.adding(days: days)
      case .month: date.adding(months: count)
      case .year: date.adding(months: count * 12)
      }
    guard let result else {
      return Finding(
        answer: "unknown", working: "That date is outside the years 1 to 9999.",
        check: "no result.", isVerified: true)
    }
    let working =
      "\(date) \(count < 0 ? "minus" : "plus") \(abs(count)) \(span.rawValue)s is \(result)."
    guard span == .day || span == .week else {
      let months = (result.year - date.year) * 12 + result.month - date.month
      let wanted = span == .year ? count * 12 : count
      let last = CalendarDate.days(inMonth: result.month, of: result.year)
      return finding(
        "\(result)", working, months == wanted && result.day == min(date.day, last), reached: true,
        "counting the months back")
    }
    let stepped = Self.stepped(min(date, result), days: abs(days), limit: budget.steps)
    return finding(
      "\(result)", working, stepped == max(date, result), reached: stepped != nil,
      "going day by day")
  }

  private func finding(
    _ answer: String, _ working: String, _ isSound: Bool, reached: Bool, _ method: String
  ) -> Finding {
    let check =
      if !reached { "\(method) takes more steps than I have." } else if isSound {
        "\(method) gives the same."
      } else { "\(method) gives something else." }
    return Finding(
      answer: answer, working: working, check: check, isVerified: reached && isSound,
      instruction: "\(working) The result is \(answer).")
  }

  /// The date reached by that many single days, or nil beyond the limit.
  private static func stepped(_ date: CalendarDate, days: Int, limit: Int) -> CalendarDate? {
    guard days <= limit else { return nil }
    var date = date
    for _ in 0..<days {
      guard let next = date.tomorrow else { return nil }
      date = next
    }
    return date
  }

  private static func zeller(_ date: CalendarDate) -> String {
    let (year, month) = date.month > 2 ? (date.year, date.month) : (date.year - 1, date.month + 12)
    let (century, inCentury) = (year / 100, year % 100)
    let saturdayFirst =
      (date.day + 13 * (month + 1) / 5 + inCentury + inCentury / 4 + century / 4 + 5 * century) % 7
    return CalendarDate.weekdays[(saturdayFirst + 5) % 7]
  }

  private static let claim = Pattern(/(?i)the result is ([\w-]+)/)

  func adopt(_ advice: String, over own: Finding, within budget: SearchBudget) -> Adoption {
    guard let claim = advice.firstMatch(of: Self.claim) else { return .silent }
    guard AnswerMatch.areSame(String(claim.1), own.answer) else {
      return .rejected("by the formula it is \(own.answer), not \(claim.1)")
    }
    return .adopted(own.advised("the formula and the advice, worked out separately, agree."))
  }
}
