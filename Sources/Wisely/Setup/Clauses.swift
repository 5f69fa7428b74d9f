// SPDX-License-Identifier: Apache-2.0

/// What the harness says to the models: data, not code, because wording decides the consult rate.
public struct Clauses: Sendable, Hashable {
  private let texts: JSONValue

  /// The clauses that ship with the library.
  public static let builtIn = Clauses.loadBuiltIn()

  /// Clauses from a resource of the same shape as `clauses.json`.
  ///
  /// - Throws: `SetupError` naming the text that is missing.
  public init(parsing bytes: [UInt8]) throws(SetupError) {
    do {
      texts = try JSONValue(parsing: bytes)
    } catch {
      throw SetupError("The clauses cannot be read: \(error).")
    }
    for path in Self.required where Self.lines(at: path, in: texts) == nil {
      throw SetupError("The clauses lack the text '\(path.joined(separator: "."))'.")
    }
    guard let families = texts["executor"]?["families"]?.array, !families.isEmpty else {
      throw SetupError("The clauses lack the list 'executor.families'.")
    }
  }

  private static let required = [
    ["tool", "description"], ["tool", "question"], ["tool", "options"], ["tool", "leaning"],
    ["executor", "common"], ["advisor", "system"], ["advisor", "request"], ["planner", "system"],
    ["planner", "execute"], ["checker", "system"],
  ]

  private static func loadBuiltIn() -> Clauses {
    do {
      return try Clauses(parsing: PackageResources.clauses_json)
    } catch {
      preconditionFailure("the clauses compiled into the library are broken: \(error)")
    }
  }

  private static func lines(at path: [String], in texts: JSONValue) -> String? {
    let value = path.reduce(Optional(texts)) { $0?[$1] }
    if let text = value?.string { return text }
    guard let lines = value?.array?.compactMap(\.string), !lines.isEmpty else { return nil }
    return lines.joined(separator: "\n")
  }

  private func text(_ path: String..., filling slots: [String: String] = [:]) -> String {
    var text = Self.lines(at: path, in: texts) ?? ""
    for (slot, value) in slots { text = text.replacingSlot(slot, with: value) }
    return text
  }

  /// What an executor of that name is told about consulting.
  public func executor(_ model: ModelID, tool: String, advisor: ModelID, limit: Int) -> String {
    let slots = ["tool": tool, "advisor": advisor.rawValue, "limit": String(limit)]
    let name = model.rawValue.lowercased()
    let family = texts["executor"]?["families"]?.array?.first { family in
      family["match"]?.array?.compactMap(\.string).contains { $0.isEmpty || name.contains($0) }
        ?? false
    }
    var lines = [text("executor", "common", filling: slots)]
    for line in family?["lines"]?.array?.compactMap(\.string) ?? [] {
      lines.append(slots.reduce(line) { $0.replacingSlot($1.key, with: $1.value) })
    }
    return lines.joined(separator: "\n")
  }

  /// The tool an executor consults with.
  public func consultTool(named name: String, advisor: ModelID) -> ToolDefinition {
    ToolDefinition(
      name: name,
      description: text("tool", "description", filling: ["advisor": advisor.rawValue]),
      inputSchema: [
        "type": "object",
        "properties": [
          "question": ["type": "string", "description": .string(text("tool", "question"))],
          "options": [
            "type": "array", "items": ["type": "string"],
            "description": .string(text("tool", "options")),
          ],
          "leaning": ["type": "string", "description": .string(text("tool", "leaning"))],
        ],
      ])
  }

  /// The advisor's standing instructions.
  public var advisorSystem: String { text("advisor", "system") }
  /// The request that ends everything an advisor is shown.
  public var adviceRequest: String { text("advisor", "request") }
  /// The planner's standing instructions.
  public var plannerSystem: String { text("planner", "system") }
  /// What sends an executor off with a plan.
  public var execution: String { text("planner", "execute") }
  /// The judge's standing instructions.
  public var checkerSystem: String { text("checker", "system") }
}

extension String {
  /// The text with every `{slot}` replaced.
  fileprivate func replacingSlot(_ slot: String, with value: String) -> String {
    var rest = self[...]
    var result = ""
    let mark = "{\(slot)}"
    while let found = rest.firstRange(of: mark) {
      result += rest[..<found.lowerBound] + value
      rest = rest[found.upperBound...]
    }
    return result + rest
  }
}
