// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The consultations that the API held by itself inside one answer.
///
/// Their usage comes at the very end, in the order of the consultations, so their records are only
/// complete then. Newer advisors answer in a form that only the executor can read.
struct NativeConsultations {
  private struct Open {
    var id: String
    var since: Timestamp
  }

  private let advisor: ModelID?
  private let maximumTokens: Int
  private let context: AnthropicAnswer.Context
  private var open: [Open] = []
  private var records: [Consultation] = []

  init(_ context: AnthropicAnswer.Context) {
    self.context = context
    advisor = context.nativeAdvisor?.model
    maximumTokens = context.nativeAdvisor?.maximumTokens ?? 0
  }

  /// Whether a block is the API's question to its advisor.
  static func isQuestion(_ block: JSONValue) -> Bool {
    block["type"] == "server_tool_use" && block["name"] == "advisor"
  }

  /// Whether a block is the advisor's answer.
  static func isAnswer(_ block: JSONValue) -> Bool { block["type"] == "advisor_tool_result" }

  mutating func begin(_ block: JSONValue, promptTokens: Int) -> ModelEvent {
    let id = block["id"]?.string ?? "advisor"
    open.append(Open(id: id, since: context.now()))
    let bound = Usage(input: promptTokens, output: maximumTokens)
    let worstCase = context.price(ModelUsage(model: name, role: .advisor, usage: bound))
    return .consulting(
      ConsultationStart(
        id: id, advisor: name, trigger: .asked, question: nil, promptTokens: promptTokens,
        worstCase: worstCase))
  }

  mutating func end(_ block: JSONValue) {
    let id = block["tool_use_id"]?.string ?? "advisor"
    let since = open.first { $0.id == id }?.since
    open.removeAll { $0.id == id }
    var record = Consultation(
      id: id, advisor: name, trigger: .asked, view: .transcript, outcome: .advised)
    record.duration = since.map { context.now() - $0 } ?? .zero
    let content = block["content"]
    switch content?["type"]?.string {
    case "advisor_result":
      record.advice = content?["text"]?.string ?? ""
      if record.advice.isEmpty { record.outcome = .empty }
    case "advisor_redacted_result":
      record.advice = "(encrypted by the provider; only the executor can read it)"
    default:
      let code = content?["error_code"]?.string ?? "unavailable"
      record.outcome = code == "max_uses_exceeded" ? .limitReached : .unavailable
      record.advice = code.split(separator: "_").joined(separator: " ")
    }
    records.append(record)
  }

  /// The records with what they used and cost; advisor steps beyond them are left out.
  func finished(_ steps: [ModelUsage]) -> [Consultation] {
    var steps = steps.filter { $0.role == .advisor }[...]
    return records.map { record in
      guard [.advised, .empty].contains(record.outcome) else { return record }
      var complete = record
      guard let step = steps.popFirst() else {
        complete.cost = .unpriced
        return complete
      }
      complete.advisor = step.model
      complete.usage = step.usage
      complete.cost = context.price(step)
      return complete
    }
  }

  private var name: ModelID { advisor ?? "advisor" }
}
