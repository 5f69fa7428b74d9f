// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What an answer could call itself by: setups, models, their makers, and the roles in a setup.
enum MaskPhrases {
  /// The phrases of these setups and models, and of everything that models are commonly called.
  static func make(setups: [String], models: [String]) -> [String] {
    let catalogue = PriceCatalogue.builtIn
    var phrases = makers + roles + catalogue.aliases
    for sheet in catalogue.sheets {
      phrases += [sheet.id.rawValue, sheet.family] + sheet.otherNames.map(\.rawValue)
    }
    for name in setups + models {
      phrases.append(name)
      // The parts of a notation, with their efforts and without: 'opus@low^opus'.
      let parts = name.replacing("..", with: "+").split { "+^ ".contains($0) }
      phrases +=
        parts.map(String.init)
        + parts.compactMap { $0.split(separator: "@").first.map(String.init) }
    }
    return Set(phrases.filter { !$0.isEmpty }).sorted()
  }

  private static let makers = [
    "Claude", "Anthropic", "Haiku", "Sonnet", "Opus", "OpenAI", "Open AI", "ChatGPT", "Chat GPT",
    "GPT", "Gemini", "Gemma", "DeepMind", "Google AI", "Bard", "Mistral", "Mixtral", "Ministral",
    "Codestral", "Llama", "Meta AI", "DeepSeek", "Deep Seek", "Qwen", "Grok", "xAI", "Cohere",
    "Command R", "Kimi", "Moonshot AI", "GLM", "Zhipu", "MiniMax", "Amazon Nova", "Microsoft Phi",
    "Copilot", "Perplexity",
  ]
  private static let roles = [
    "the advisor", "my advisor", "advisor model", "the adviser", "my adviser", "adviser model",
    "executor model", "planner model",
  ]
}
