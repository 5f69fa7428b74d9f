// SPDX-License-Identifier: Apache-2.0

/// What the inner calls of one answer have used so far, for the answer or the error that follows.
struct Tally {
  private(set) var usage: [ModelUsage] = []
  private(set) var bill: [LedgerRow] = []
  private(set) var consultations: [Consultation] = []

  mutating func add(_ response: ModelResponse) {
    usage += response.usage
    bill += response.bill
    consultations += response.consultations
  }

  mutating func add(_ error: ModelError, bill rows: [LedgerRow]) {
    usage += error.usage
    bill += rows
  }

  mutating func add(_ steps: [ModelUsage], _ rows: [LedgerRow]) {
    usage += steps
    bill += rows
  }

  mutating func add(_ other: Tally) {
    usage += other.usage
    bill += other.bill
    consultations += other.consultations
  }

  mutating func add(_ held: [Consultation]) { consultations += held }

  /// Whether nothing has happened yet.
  var isEmpty: Bool { usage.isEmpty && bill.isEmpty && consultations.isEmpty }

  mutating func add(_ verdict: CheckVerdict) {
    usage += verdict.usage
    bill += verdict.bill
  }

  /// A response that has not been added, with everything before it in front.
  func before(_ response: ModelResponse) -> ModelResponse {
    var whole = response
    whole.usage = usage + response.usage
    whole.bill = bill + response.bill
    whole.consultations = consultations + response.consultations
    return whole
  }

  /// A response that is part of the tally, with everything in it.
  func whole(_ response: ModelResponse) -> ModelResponse {
    var whole = response
    whole.usage = usage
    whole.bill = bill
    whole.consultations = consultations
    return whole
  }

  /// An error that is part of the tally, with everything in it.
  func failed(_ error: ModelError) -> ModelError {
    var whole = error
    whole.usage = usage
    return whole
  }

  /// An error that has not been added; what was shown before it must not be shown again by a retry.
  func before(_ error: ModelError) -> ModelError {
    var whole = error
    whole.usage = usage + error.usage
    whole.hasPartialContent = true
    return whole
  }
}
