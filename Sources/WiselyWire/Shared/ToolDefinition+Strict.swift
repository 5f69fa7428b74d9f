// SPDX-License-Identifier: Apache-2.0

import Wisely

extension ToolDefinition {
  /// Whether a client of another dialect wants arguments that fit the schema to the letter; nil where
  /// none said so, or the dialect cannot promise it for that schema.
  func isStrict(in dialect: Dialect) -> Bool? {
    guard wantsStrictness(elsewhereThan: dialect) else { return nil }
    return dialect == .anthropicMessages || inputSchema.canBeStrict ? true : nil
  }

  /// The members of other dialects that cannot be said in this one.
  func untranslated(to dialect: Dialect) -> [String] {
    var lost: [String] = []
    if wantsStrictness(elsewhereThan: dialect), isStrict(in: dialect) == nil {
      lost.append("strict")
    }
    for other in Dialect.allCases where other != dialect {
      for member in extra.members(of: other).members {
        if other == .openAIChat, member.key == "function" {
          lost += (member.value.object ?? [:]).without(["strict"]).keys.map { "function.\($0)" }
        } else if member.key != "strict" {
          lost.append(member.key)
        }
      }
    }
    return lost
  }

  private func wantsStrictness(elsewhereThan dialect: Dialect) -> Bool {
    let said: [(Dialect, JSONValue?)] = [
      // Members without a dialect's name are those of the Messages API.
      (.anthropicMessages, extra["strict"]),
      (.openAIChat, extra.members(of: .openAIChat)["function"]?["strict"]),
      (.openAIResponses, extra.members(of: .openAIResponses)["strict"]),
    ]
    return said.contains { $0.0 != dialect && $0.1 == true }
  }
}
