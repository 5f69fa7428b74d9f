// SPDX-License-Identifier: Apache-2.0

/// When an advisor is asked, how often, what it sees and what it may cost.
public struct ConsultationPolicy: Hashable, Sendable {
  /// The most consultations between two of the person's prompts.
  public var consultations: Int
  /// The most consultations in a conversation.
  public var conversationConsultations: Int
  /// The most failed consultations in a row before nobody is asked any more.
  public var failures: Int
  /// The most money for consultations in a conversation, or nil for no limit of its own.
  public var money: Money?
  /// What the advisor is shown.
  public var view: View
  /// The most output tokens of one piece of advice, reasoning included.
  public var adviceTokens: Int
  /// The most characters of advice the executor is shown.
  public var adviceCharacters: Int
  /// What may make a consultation happen.
  public var triggers: Set<Trigger>
  /// The limits of the stall detector.
  public var stall: StallRules
  /// Whether a model may advise itself, or a stronger one.
  public var allowsPeer: Bool

  /// A policy; the executor may ask three times a question, stalls and the user's wish ask too.
  public init(
    consultations: Int = 3, conversationConsultations: Int = 12, failures: Int = 2,
    money: Money? = nil, view: View = .brief, adviceTokens: Int = 2_048,
    adviceCharacters: Int = 6_000, triggers: Set<Trigger> = [.asked, .stalled, .wished],
    stall: StallRules = StallRules(), allowsPeer: Bool = false
  ) {
    self.consultations = consultations
    self.conversationConsultations = conversationConsultations
    self.failures = failures
    self.money = money
    self.view = view
    self.adviceTokens = adviceTokens
    self.adviceCharacters = adviceCharacters
    self.triggers = triggers
    self.stall = stall
    self.allowsPeer = allowsPeer
  }
}
