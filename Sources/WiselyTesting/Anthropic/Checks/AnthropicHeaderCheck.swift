// SPDX-License-Identifier: Apache-2.0

/// What the header fields must say.
struct AnthropicHeaderCheck: Sendable {
  let headers: [String: String]
  let configuration: AnthropicUpstream.Configuration

  static let versions: Set<String> = ["2023-06-01", "2026-10-21"]
  private static let betas: Set<String> = [
    "advisor-tool-2026-03-01", "thinking-binding-controls-2026-08-01",
    "mid-conversation-tool-changes-2026-07-01", "inline-tools-2026-09-15",
    "interleaved-thinking-2025-05-14", "fine-grained-tool-streaming-2025-05-14",
    "context-management-2025-06-27", "context-1m-2025-08-07", "task-budgets-2026-03-13",
  ]

  var version: String { headers["anthropic-version"] ?? "" }

  var betas: Set<String> {
    let parts = (headers["anthropic-beta"] ?? "").split(separator: ",")
    return Set(parts.map { String($0.filter { $0 != " " }) })
  }

  func run() throws(AnthropicRejection) {
    // With both, `x-api-key` wins.
    let bearer = headers["authorization"].flatMap { value in
      value.hasPrefix("Bearer ") ? String(value.dropFirst(7)) : nil
    }
    let key = headers["x-api-key"] ?? bearer ?? ""
    guard !key.isEmpty, configuration.keys.isEmpty || configuration.keys.contains(key) else {
      let words = key.isEmpty ? "x-api-key header is required" : "invalid x-api-key"
      throw AnthropicRejection(401, "authentication_error", words)
    }
    try demand(!version.isEmpty, "anthropic-version: header is required")
    try demand(
      Self.versions.contains(version), "anthropic-version: \"\(version)\" is not a valid version")
    let unknown = betas.subtracting(Self.betas).subtracting(configuration.betas).sorted()
    try demand(
      unknown.isEmpty,
      "Unexpected value(s) `\(unknown.joined(separator: "`, `"))` for the `anthropic-beta` header.")
  }
}
