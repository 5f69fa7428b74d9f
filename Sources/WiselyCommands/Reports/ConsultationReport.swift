// SPDX-License-Identifier: Apache-2.0

import Wisely

/// `wisely price --consult`: what a consultation costs, in money and in calls of the executor.
struct ConsultationReport {
  var executor: String
  var advisor: String
  var transcript: Int
  var view: View
  /// The tokens of the advice; nil for the usual number.
  var answer: Int?
  var day: CalendarDay

  init(
    executor: String, advisor: String, transcript: Int, view: View, answer: Int?,
    on day: CalendarDay
  ) {
    self.executor = executor
    self.advisor = advisor
    self.transcript = transcript
    self.view = view
    self.answer = answer
    self.day = day
  }

  /// Prints it; the money on standard output, the rest on standard error.
  ///
  /// - Throws: `Exit.unpriced` when the advisor has no price.
  func print(by catalogue: PriceCatalogue, asJSON: Bool, to console: Console) throws {
    let names = [executor, advisor].map { catalogue.resolve($0, on: day) ?? ModelID($0) }
    let price = ConsultationPrice(
      executor: names[0], advisor: names[1], transcript: transcript, view: view,
      answer: answer ?? ConsultationPrice.usualAnswer, by: catalogue, on: day)
    if asJSON {
      try console.answer(json(price, catalogue).text + "\n")
    } else if let amount = price.cost.amount {
      try console.answer("$\(amount.dollars)\n")
      for line in lines(price) { console.say(line) }
    } else {
      console.say(
        "unpriced: \(sanitised(price.advisor.rawValue)) has no known price on \(day); "
          + "see 'wisely models'.")
    }
    guard price.cost != .unpriced else { throw Exit.unpriced }
  }

  private func lines(_ price: ConsultationPrice) -> [String] {
    var first =
      "\(price.advisor) reads \(grouped(price.shown)) tokens (view \(price.view.name)) "
      + "and answers with \(grouped(price.answer)): \(price.cost.display)"
    if price.view == .transcript, price.cached != .unpriced {
      first += ", or \(price.cached.display) if all is read from its cache"
    }
    var lines = [first + "."]
    if let calls = ConsultationPrice.calls(for: price.cost, at: price.call) {
      var line =
        "That is \(Explanation.number(tenths: calls)) calls of \(price.executor) "
        + "on the conversation of \(grouped(price.transcript)) tokens (\(price.call.display) each)"
      if let cached = ConsultationPrice.calls(for: price.cost, at: price.cachedCall) {
        line +=
          ", or \(Explanation.number(tenths: cached)) that read it from the cache "
          + "(\(price.cachedCall.display) each)"
      }
      lines.append(line + ".")
    } else if price.call == .unpriced {
      lines.append("\(sanitised(price.executor.rawValue)) has no known price to compare it with.")
    }
    if let change = price.handingOver {
      lines.append(
        "Handing over "
          + Explanation.text(of: change, from: price.advisor, to: price.executor) + ".")
    }
    return lines
  }

  private func json(_ price: ConsultationPrice, _ catalogue: PriceCatalogue) -> JSONValue {
    func tenths(_ value: Int?) -> JSONValue {
      value.flatMap { JSONNumber(lexeme: "\($0 / 10).\($0 % 10)") }.map { .number($0) } ?? .null
    }
    let handover: JSONValue =
      price.handingOver.map { change in
        [
          "context": JSONValue(change.context), "penaltyUSD": .string(change.penalty.dollars),
          "savingPerResponseUSD": .string(change.savingPerResponse.dollars),
          "breakEvenResponses": tenths(change.breakEvenTenths),
        ]
      } ?? .null
    return [
      "executor": .string(price.executor.rawValue), "advisor": .string(price.advisor.rawValue),
      "view": .string(price.view.name), "transcript": JSONValue(price.transcript),
      "shown": JSONValue(price.shown), "answer": JSONValue(price.answer),
      "usd": price.cost.json, "cachedUSD": price.cached.json,
      "executorCallUSD": price.call.json, "cachedExecutorCallUSD": price.cachedCall.json,
      "executorCalls": tenths(ConsultationPrice.calls(for: price.cost, at: price.call)),
      "cachedExecutorCalls": tenths(
        ConsultationPrice.calls(for: price.cost, at: price.cachedCall)),
      "handover": handover, "at": .string(day.description),
      "priceVersion": .string(catalogue.version),
    ]
  }
}
