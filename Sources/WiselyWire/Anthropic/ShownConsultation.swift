// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Shows a client of the Messages API a consultation as the API's own advisor would
/// (advisor reference §1.4, §1.7); what goes back to the executor travels sealed behind it.
enum ShownConsultation {
  private static let stem = "srvtoolu_wisely_"

  /// The blocks of a closed turn: question and answer of each call.
  static func blocks(_ closed: ConsultationBlock) -> [JSONValue] {
    let records = closed.consultations.count == closed.answered.count ? closed.consultations : []
    return closed.answered.enumerated().flatMap { index, answered -> [JSONValue] in
      let id = JSONValue.string(stem + CallIDRule.identifier.fitting(answered.call.id))
      let error = index < records.count ? errorCode(records[index].outcome) : nil
      let content: JSONValue =
        error.map { ["type": "advisor_tool_result_error", "error_code": .string($0)] }
        ?? ["type": "advisor_result", "text": .string(answered.result.text)]
      return [
        [
          "type": "server_tool_use", "id": id, "name": "advisor",
          "input": answered.call.input.object == nil ? [:] : answered.call.input,
        ],
        ["type": "advisor_tool_result", "tool_use_id": id, "content": content],
      ]
    }
  }

  /// Whether a client's block is one of these.
  static func isShown(_ json: JSONValue) -> Bool {
    let id = json["type"] == "advisor_tool_result" ? json["tool_use_id"] : json["id"]
    return id?.string?.hasPrefix(stem) ?? false
  }

  private static func errorCode(_ outcome: Consultation.Outcome) -> String? {
    switch outcome {
    case .advised, .noVerdict: nil
    case .limitReached: "max_uses_exceeded"
    case .budgetRefused, .unavailable, .empty, .echo: "unavailable"
    }
  }
}
