// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely
import WiselyArguments

/// The command's root.
struct WiselyCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "wisely",
    abstract:
      "The cheap model does the work; the expensive one is asked only when it changes the result.",
    discussion: """
      A setup says which models work together: 'haiku' is one model alone, 'haiku+opus' an executor with an
      advisor, 'opus..sonnet' a planner and an executor, 'haiku^opus' a cheap model whose answer is checked
      and re-done by the strong one if the check fails. '@low' behind a model sets its effort.
      """,
    version: Version.text,
    subcommands: [
      AskCommand.self, ModelsCommand.self, PriceCommand.self, CostsCommand.self,
      EvalCommand.self, ConfigCommand.self, CompletionsCommand.self, ManualCommand.self,
    ],
    examples: [
      CommandExample(
        "wisely ask --setup offline-small+offline-large 'What is 17% of 240?'",
        "Try it without a key."),
      CommandExample(
        "wisely ask --files contract.md 'Does it renew by itself?'", "Ask about a document."),
      CommandExample(
        "wisely ask --setup ollama/qwen3:8b+opus 'Plan the move.'",
        "A model of your own, advised by a strong one."),
      CommandExample("wisely costs --by role", "See what executors and advisors cost."),
    ],
    exitCodes: Exit.meanings,
    environment: [
      TermDefinition("ANTHROPIC_API_KEY", "The key for Anthropic's API, sent as x-api-key."),
      TermDefinition("ANTHROPIC_AUTH_TOKEN", "A token for Anthropic's API, sent as a bearer."),
      TermDefinition("ANTHROPIC_BASE_URL", "Another address for Anthropic's API."),
      TermDefinition(
        "OPENAI_API_KEY",
        "The key for OpenAI; likewise OPENROUTER_API_KEY, GEMINI_API_KEY, DEEPSEEK_API_KEY, MISTRAL_API_KEY, XAI_API_KEY and GROQ_API_KEY."
      ),
      TermDefinition(
        "HTTPS_PROXY",
        "A proxy for https, unless NO_PROXY names the host; http_proxy for http. Never for this machine."
      ),
      TermDefinition("WISELY_LEDGER", "The ledger's file."),
      TermDefinition("XDG_CONFIG_HOME", "Where configuration is looked for; ~/.config if unset."),
      TermDefinition("XDG_STATE_HOME", "Where the ledger is kept; ~/.local/state if unset."),
      TermDefinition("NO_COLOR", "If not empty, no colours are used."),
    ],
    files: [
      TermDefinition("~/.config/wisely/config.json5", "The configuration; see 'wisely config'."),
      TermDefinition("~/.local/state/wisely/ledger.sqlite", "The ledger; see 'wisely costs'."),
    ])
}
