// SPDX-License-Identifier: Apache-2.0

import Oracles
import Wisely

/// What a stand-in said to a question, taken apart.
struct OfflineAnswer {
  var text: String
  /// What follows the last `Answer:`.
  var answer: String
  var isChecked: Bool { text.contains("\nChecked: ") }
  var isDoubted: Bool { text.contains("\nNot verified: ") }
  var isAdvised: Bool { text.contains("\nAdvised: ") }

  init(_ text: String) {
    self.text = text
    let line = text.split(separator: "\n").last { $0.hasPrefix("Answer: ") }
    answer = line.map { String($0.dropFirst("Answer: ".count)) } ?? ""
  }

  static func of(_ model: any LanguageModel, _ question: String) async throws -> OfflineAnswer {
    OfflineAnswer(try await model.respond(to: question).text)
  }

  static func of(_ size: OfflineModel.Size, _ question: String) async throws -> OfflineAnswer {
    try await of(OfflineModel(size), question)
  }
}

/// Documents in memory, read through tools that speak as the assistant's do.
struct PaperShelf {
  var documents: [String: [String]]

  static let tools = [
    ToolDefinition(name: "list", description: "Lists.", inputSchema: ["type": "object"]),
    ToolDefinition(name: "search", description: "Searches.", inputSchema: ["type": "object"]),
    ToolDefinition(name: "read", description: "Reads.", inputSchema: ["type": "object"]),
  ]

  /// Asks until there are no more calls.
  func ask(_ model: any LanguageModel, _ question: String) async throws -> (
    answer: OfflineAnswer, calls: [ToolUse], response: ModelResponse
  ) {
    var request = ModelRequest(question)
    request.tools = Self.tools
    var calls: [ToolUse] = []
    for _ in 0..<60 {
      let response = try await model.respond(to: request)
      guard response.stopReason == .toolUse else {
        return (OfflineAnswer(response.text), calls, response)
      }
      calls += response.message.toolUses
      request.transcript.append(response.message)
      request.transcript.append(
        Message(
          .user,
          response.message.toolUses.map {
            .toolResult(ToolResult(toolUseID: $0.id, text: answer($0)))
          }))
    }
    throw ModelError(.malformedResponse, "it calls tools for ever")
  }

  func answer(_ call: ToolUse) -> String {
    switch call.name {
    case "list":
      let lines = documents.keys.sorted().map {
        "\($0)  (\(documents[$0]?.count ?? 0) lines, 1 bytes)"
      }
      return (lines + ["\(documents.count) files"]).joined(separator: "\n")
    case "search": return search(call.input)
    default: return read(call.input)
    }
  }

  private func search(_ input: JSONValue) -> String {
    let pattern = input["pattern"]?.string?.lowercased() ?? ""
    let path = input["path"]?.string
    let most = input["maximumMatches"]?.int ?? 50
    var lines: [String] = []
    var files: Set<String> = []
    for name in documents.keys.sorted()
    where path == nil || name == path || name.hasPrefix((path ?? "") + "/") {
      for (index, line) in (documents[name] ?? []).enumerated()
      where line.lowercased().contains(pattern) {
        lines.append("\(name):\(index + 1): \(line)")
        files.insert(name)
      }
    }
    var summary = "\(lines.count) matches in \(files.count) files"
    if lines.count > most { summary += " (showing the first \(most))" }
    return (lines.prefix(most) + [summary]).joined(separator: "\n")
  }

  private func read(_ input: JSONValue) -> String {
    guard let lines = documents[input["path"]?.string ?? ""] else {
      return "There is no such file."
    }
    let from = input["from"]?.int ?? 1
    guard !lines.isEmpty else { return "(the file is empty)\nlines 0-0 of 0" }
    let last = min(lines.count, from + 199)
    let page = (from...last).map { "\($0): \(lines[$0 - 1])" }
    return (page + ["lines \(from)-\(last) of \(lines.count)"]).joined(separator: "\n")
  }
}
