// SPDX-License-Identifier: Apache-2.0

/// A finished answer.
public struct ModelResponse: Hashable, Codable, Sendable {
  /// The provider's name for the answer, or ours.
  public var id: String
  /// The model that served it, as the provider reported it.
  public var model: ModelID
  /// What was said, an assistant turn to append to the transcript as it is.
  public var message: Message
  /// Why it ended.
  public var stopReason: StopReason
  /// The provider's details of the reason, if any.
  public var stopDetails: JSONValue?
  /// Tokens by model, in the order the models were first used; advisors included.
  public var usage: [ModelUsage]
  /// The ledger rows of every upstream call behind the answer; empty when nothing meters.
  public var bill: [LedgerRow]
  /// The consultations held on the way.
  public var consultations: [Consultation]
  /// Unknown members of the wire response, in order.
  public var extra: JSONObject

  /// An answer.
  public init(
    id: String, model: ModelID, message: Message, stopReason: StopReason,
    stopDetails: JSONValue? = nil, usage: [ModelUsage] = [], bill: [LedgerRow] = [],
    consultations: [Consultation] = [], extra: JSONObject = [:]
  ) {
    self.id = id
    self.model = model
    self.message = message
    self.stopReason = stopReason
    self.stopDetails = stopDetails
    self.usage = usage
    self.bill = bill
    self.consultations = consultations
    self.extra = extra
  }

  /// The words of the answer.
  public var text: String { message.answer }
}
