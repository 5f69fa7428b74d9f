// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What `GET /v1/models` shows.
enum AnthropicModelList {
  static func response(to request: LoopbackRequest) throws(AnthropicRejection) -> JSONValue {
    let name = request.path.dropFirst("/v1/models".count).drop { $0 == "/" }
    guard name.isEmpty else {
      guard let rules = AnthropicModelRules(String(name)) else {
        throw AnthropicRejection(404, "not_found_error", "model: \(name)")
      }
      return entry(rules)
    }
    let query = Dictionary(
      request.target.drop { $0 != "?" }.dropFirst().split(separator: "&").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
      }, uniquingKeysWith: { $1 })
    let limit = query["limit"].map { Int($0) ?? 0 } ?? 20
    try demand(1...1_000 ~= limit, "limit: Input should be between 1 and 1000")
    var models = AnthropicModelRules.all[...]
    if let after = query["after_id"] {
      guard let index = models.firstIndex(where: { $0.id == after }) else {
        throw AnthropicRejection(404, "not_found_error", "after_id: \(after)")
      }
      models = models[(index + 1)...]
    }
    let page = models.prefix(limit)
    return [
      "data": .array(page.map(entry)), "has_more": .bool(page.count < models.count),
      "first_id": page.first.map { .string($0.id) } ?? .null,
      "last_id": page.last.map { .string($0.id) } ?? .null,
    ]
  }

  private static func entry(_ rules: AnthropicModelRules) -> JSONValue {
    func supported(_ names: Set<String>) -> JSONObject {
      JSONObject(names.sorted().map { ($0, ["supported": true]) })
    }
    var effort = supported(rules.efforts)
    effort["supported"] = .bool(!rules.efforts.isEmpty)
    let thinking: JSONValue = ["supported": true, "types": .object(supported(rules.thinking))]
    return [
      "type": "model", "id": .string(rules.id), "display_name": .string("Test \(rules.id)"),
      "created_at": "2026-01-01T00:00:00Z", "lifecycle": "active", "line": .string(rules.family),
      "max_input_tokens": JSONValue(rules.largestInput),
      "max_tokens": JSONValue(rules.largestOutput), "deprecated_at": nil, "retires_at": nil,
      "capabilities": [
        "batch": ["supported": true], "effort": .object(effort), "thinking": thinking,
        "image_input": ["supported": true], "structured_outputs": ["supported": true],
      ],
    ]
  }
}
