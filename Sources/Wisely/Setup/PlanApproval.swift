// SPDX-License-Identifier: Apache-2.0

/// Who lets a plan be executed.
public enum PlanApproval: Sendable {
  /// Nobody is asked.
  case automatic
  /// Somebody is asked, with the plan and the price of either way of handing it over.
  case ask(@Sendable (Plan, HandoverQuote) async throws -> PlanDecision)
}

/// What was decided about a plan.
public enum PlanDecision: Hashable, Sendable {
  /// Execute the plan of that hash; the call fails when it is not the one that was shown.
  case approve(hash: String, handover: Handover)
  /// Write it again, with that in mind.
  case revise(feedback: String)
  /// Do nothing; the answer ends with `planRejected`.
  case reject
}

extension StopReason {
  /// The plan was rejected; nothing was executed.
  public static let planRejected = StopReason(rawValue: "plan_rejected")
}

extension Notice.Code {
  /// There is no plan; the executor works without one.
  public static let noPlan = Notice.Code(rawValue: "no-plan")
}

extension Transcript {
  /// The conversation with its proposed plan approved, ready to be executed by the planned model.
  ///
  /// The conversation must end with the answer that proposed the plan; its words give way to the
  /// plan itself.
  ///
  /// - Throws: `ModelError` (`invalid-request`) when the hash is another plan's, or the plan is not
  ///   what the conversation ends with.
  public func approving(
    _ plan: Plan, hash: String, handover: Handover? = nil
  ) throws -> Transcript {
    try plan.requireHash(hash)
    guard let last = messages.last, last.speaker == .assistant, last.toolUses.isEmpty,
      last.text.hasSuffix(plan.text), !plan.isEmpty
    else {
      throw ModelError(
        .invalidRequest,
        "The conversation does not end with the plan \(plan.id); approve the newest plan.")
    }
    var approved = plan
    approved.handover = handover ?? plan.handover
    var message = last
    message.blocks.removeAll { block in
      guard case .text = block else { return false }
      return true
    }
    message.blocks.append(.plan(approved))
    return Transcript(messages.dropLast() + [message])
  }
}

extension Plan {
  func requireHash(_ hash: String) throws {
    guard hash == self.hash, hash == SHA256.hex(of: text.utf8) else {
      throw ModelError(
        .invalidRequest,
        "The approval is for a plan with the hash \(hash.prefix(12)), but this plan's is "
          + "\(self.hash.prefix(12)); approve the plan that was shown.")
    }
  }
}
