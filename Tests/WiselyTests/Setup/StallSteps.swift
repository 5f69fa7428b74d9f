// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Short spellings of steps.
enum Steps {
  static func read(_ path: String, _ text: String = "text", offset: Int? = nil) -> Step {
    var arguments: JSONObject = ["path": .string(path)]
    if let offset { arguments["offset"] = JSONValue(offset) }
    return Step(tool: "read", arguments: .object(arguments), result: text)
  }

  static func missing(_ path: String) -> Step {
    Step(
      tool: "read", arguments: ["path": .string(path)],
      result: "Error: no such file: \(path)", isError: true)
  }

  static func search(_ query: String, _ text: String = "No matches.") -> Step {
    Step(tool: "search", arguments: ["query": .string(query)], result: text)
  }

  static func edit(
    _ path: String, _ change: String, state: String? = nil, isError: Bool = false,
    result: String? = nil
  ) -> Step {
    Step(
      tool: "edit", arguments: ["path": .string(path), "change": .string(change)],
      result: result ?? (isError ? "Error: the text to replace was not found" : "ok"),
      isError: isError, effect: .writes, stateHash: state)
  }

  static func test(
    _ failing: Set<String>, command: String = "swift test", seconds: String = "1.2"
  ) -> Step {
    let lines = failing.sorted().map { "FAILED \($0)" }.joined(separator: "\n")
    return Step(
      tool: "run", arguments: ["command": .string(command)],
      result: lines + "\n\(failing.count) failed in \(seconds)s", isError: !failing.isEmpty,
      effect: .writes, failingTests: failing)
  }

  static func build(_ error: String?, command: String = "make") -> Step {
    Step(
      tool: "run", arguments: ["command": .string(command)], result: error ?? "built",
      isError: error != nil, effect: .reads)
  }

  static func say(_ words: String, _ answer: String) -> Step {
    Step(tool: "status", arguments: ["of": .string(words)], result: answer)
  }
}
