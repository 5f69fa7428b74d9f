// SPDX-License-Identifier: Apache-2.0

import Testing

/// One row of the other makers' price tables, in dollars per million tokens.
struct OtherPriceRow: Sendable, CustomTestStringConvertible {
  /// The ids of the sheets.
  var ids: [String]
  /// Other names of the first one.
  var also: [String] = []
  /// A prompt that is inside the tier.
  var prompt = 10_000
  var input: String
  var output: String
  var read: String?
  /// The batch prices of input and output; nil where none is listed.
  var batch: [String]?
  var write5m: String?
  var write30m: String?
  var write1h: String?
  var write12h: String?
  var on = "2026-11-23"

  var testDescription: String { "\(ids.joined(separator: ", ")) at \(prompt)" }

  /// A row of a maker whose batches cost half.
  private static func half(
    _ ids: String, also: [String] = [], at prompt: Int = 10_000, _ input: String,
    _ output: String, _ read: String?, batch: [String], writes: [String] = []
  ) -> OtherPriceRow {
    OtherPriceRow(
      ids: ids.split(separator: " ").map(String.init), also: also, prompt: prompt, input: input,
      output: output, read: read,
      batch: batch, write30m: writes.first, write12h: writes.last)
  }

  private static func plain(
    _ ids: String, also: [String] = [], at prompt: Int = 10_000, _ input: String,
    _ output: String, _ read: String?
  ) -> OtherPriceRow {
    OtherPriceRow(
      ids: ids.split(separator: " ").map(String.init), also: also, prompt: prompt, input: input,
      output: output, read: read)
  }

  static let openAI = [
    half(
      "gpt-6-astra", also: ["openai/gpt-6-astra"], "10", "50", "1.00", batch: ["5", "25"],
      writes: ["12.50", "25"]),
    half(
      "gpt-6-astra", at: 272_001, "20", "75", "2", batch: ["10", "37.5"], writes: ["25", "50"]),
    half("gpt-6.1-sol", "2", "10", "0.10", batch: ["1", "5"], writes: ["2.50", "5"]),
    half("gpt-6.1-sol", at: 272_001, "4", "15", "0.20", batch: ["2", "7.5"]),
    half("gpt-6-sol", "2", "10", "0.20", batch: ["1", "5"], writes: ["2.50", "5"]),
    half("gpt-6-sol", at: 272_001, "4", "15", "0.40", batch: ["2", "7.5"]),
    half("gpt-6.1-terra", "1", "5", "0.05", batch: ["0.50", "2.50"], writes: ["1.25", "2.50"]),
    half("gpt-6.1-terra", at: 272_001, "2", "7.50", "0.10", batch: ["1", "3.75"]),
    half(
      "gpt-6-luna", "0.10", "0.50", "0.01", batch: ["0.05", "0.25"], writes: ["0.125", "0.25"]),
    half("gpt-6-luna", at: 272_001, "0.20", "0.75", "0.02", batch: ["0.10", "0.375"]),
    half(
      "gpt-5.6-sol", also: ["gpt-5.6"], "4", "20", "0.40", batch: ["2", "10"], writes: ["5", "10"]),
    half("gpt-5.6-sol", also: ["gpt-5.6"], at: 272_001, "8", "30", "0.80", batch: ["4", "15"]),
    half("gpt-5.6-terra", "2", "12", "0.20", batch: ["1", "6"], writes: ["2.50", "5"]),
    half("gpt-5.6-terra", at: 272_001, "4", "18", "0.40", batch: ["2", "9"]),
    half(
      "gpt-5.6-luna", "0.20", "1.20", "0.02", batch: ["0.10", "0.60"], writes: ["0.25", "0.50"]),
    half("gpt-5.6-luna", at: 272_001, "0.40", "1.80", "0.04", batch: ["0.20", "0.90"]),
    half("gpt-5.5", "5", "30", "0.50", batch: ["2.50", "15"]),
    half("gpt-5.5", at: 272_001, "10", "45", "1", batch: ["5", "22.5"]),
    half("gpt-5.5-pro", "30", "180", nil, batch: ["15", "90"]),
    half("gpt-5.5-pro", at: 272_001, "60", "270", nil, batch: ["30", "135"]),
    half("gpt-5.4", "2.50", "15", "0.25", batch: ["1.25", "7.50"]),
    half("gpt-5.4", at: 272_001, "5", "22.50", "0.50", batch: ["2.5", "11.25"]),
    half("gpt-5.4-mini", "0.75", "4.50", "0.075", batch: ["0.375", "2.25"]),
    half("gpt-5.4-nano", "0.20", "1.25", "0.02", batch: ["0.1", "0.625"]),
    half("gpt-5.2", "1.75", "14", "0.175", batch: ["0.875", "7"]),
    half("gpt-5 gpt-5.1", "1.25", "10", "0.125", batch: ["0.625", "5"]),
    half("gpt-5-mini", "0.25", "2", "0.025", batch: ["0.125", "1"]),
    half("gpt-5-nano", "0.05", "0.40", "0.005", batch: ["0.025", "0.2"]),
    half("gpt-4.1", "2", "8", "0.50", batch: ["1", "4"]),
    half("gpt-4.1-mini", "0.40", "1.60", "0.10", batch: ["0.2", "0.8"]),
    half("gpt-4o", "2.50", "10", "1.25", batch: ["1.25", "5"]),
    half("gpt-4o-2024-05-13", "5", "15", nil, batch: ["2.5", "7.5"]),
    half("gpt-4o-mini", "0.15", "0.60", "0.075", batch: ["0.075", "0.3"]),
  ]

  static let gemini = [
    half("gemini/gemini-4-argon", "2", "10", "0.10", batch: ["1", "5"]),
    half(
      "gemini/gemini-3.8-flash gemini/gemini-3.7-flash gemini/gemini-3.6-flash", "0.75",
      "3.75", "0.075", batch: ["0.375", "1.875"]),
    half("gemini/gemini-3.5-flash", "1.50", "9", "0.15", batch: ["0.75", "4.50"]),
    half("gemini/gemini-3.5-flash-lite", "0.30", "2.50", "0.03", batch: ["0.15", "1.25"]),
    half("gemini/gemini-3.1-pro-preview", "2", "12", "0.20", batch: ["1", "6"]),
    half("gemini/gemini-3.1-pro-preview", at: 200_001, "4", "18", "0.40", batch: ["2", "9"]),
    half("gemini/gemini-3.1-flash-lite", "0.25", "1.50", "0.025", batch: ["0.125", "0.75"]),
    half("gemini/gemini-3-flash-preview", "0.50", "3", "0.05", batch: ["0.25", "1.50"]),
    half("gemini/gemini-2.5-pro", "1.25", "10", "0.125", batch: ["0.625", "5"]),
    half("gemini/gemini-2.5-pro", at: 200_001, "2.50", "15", "0.25", batch: ["1.25", "7.5"]),
    half("gemini/gemini-2.5-flash", "0.30", "2.50", "0.03", batch: ["0.15", "1.25"]),
    half("gemini/gemini-2.5-flash-lite", "0.10", "0.40", "0.01", batch: ["0.05", "0.2"]),
  ]

  static let deepSeek = [
    plain(
      "deepseek/deepseek-v4-flash", also: ["deepseek/deepseek-flash"], "0.30", "1.20", "0.006"),
    plain("deepseek/deepseek-v4-pro", "1.32", "3.96", "0.044"),
    plain("deepseek/deepseek-v3.2", "0.28", "0.40", "0.028"),
    OtherPriceRow(
      ids: ["deepseek/deepseek-chat", "deepseek/deepseek-reasoner"], input: "0.28", output: "0.42",
      read: "0.028", on: "2026-07-23"),
  ]

  static let qwen = [
    plain("dashscope/qwen3.8-max", "2", "6", "0.25"),
    OtherPriceRow(
      ids: ["dashscope/qwen3.8-flash"], input: "0.15", output: "0.47", read: "0.016",
      write5m: "0.20"),
    OtherPriceRow(
      ids: ["dashscope/qwen3.7-max"], input: "2.50", output: "7.50", read: "0.50",
      write5m: "3.125"),
    plain("dashscope/qwen3.7-plus", at: 256_000, "0.40", "1.60", "0.08"),
    plain("dashscope/qwen3.7-plus", at: 256_001, "1.20", "4.80", "0.24"),
    plain("dashscope/qwen3.5-plus", at: 256_000, "0.40", "2.40", nil),
    plain("dashscope/qwen3.5-plus", at: 256_001, "0.50", "3", nil),
    plain("dashscope/qwen3-max", at: 32_000, "1.20", "6", nil),
    plain("dashscope/qwen3-max", at: 32_001, "2.40", "12", nil),
    plain("dashscope/qwen3-max", at: 128_000, "2.40", "12", nil),
    plain("dashscope/qwen3-max", at: 128_001, "3", "15", nil),
    plain("dashscope/qwen3-coder-plus", at: 32_000, "1", "5", "0.10"),
    plain("dashscope/qwen3-coder-plus", at: 32_001, "1.80", "9", "0.18"),
    plain("dashscope/qwen3-coder-plus", at: 256_000, "3", "15", "0.30"),
    plain("dashscope/qwen3-coder-plus", at: 256_001, "6", "60", "0.60"),
    plain("dashscope/qwen3-coder-flash", at: 32_000, "0.30", "1.50", "0.08"),
    plain("dashscope/qwen3-coder-flash", at: 128_000, "0.50", "2.50", "0.12"),
    plain("dashscope/qwen-turbo", "0.05", "0.20", nil),
  ]

  static let mistral = [
    plain("mistral/mistral-large-4", "1.36", "4.18", "0.14"),
    plain(
      "mistral/mistral-large-3", also: ["mistral/mistral-large-latest"], "0.50", "1.50", "0.05"),
    plain(
      "mistral/mistral-medium-3-5",
      also: ["mistral/mistral-medium-latest", "mistral/magistral-medium-latest"], "1.50", "7.50",
      "0.15"),
    plain(
      "mistral/mistral-small-latest", also: ["mistral/magistral-small-latest"], "0.15", "0.60",
      "0.015"),
    plain("mistral/devstral-latest", "0.40", "2", "0.04"),
    plain("mistral/devstral-small-latest", "0.10", "0.30", "0.01"),
    plain("mistral/codestral-latest", "0.30", "0.90", "0.03"),
    plain("mistral/ministral-3b-latest", "0.10", "0.10", "0.01"),
    plain("mistral/ministral-8b-latest", "0.15", "0.15", "0.015"),
    plain("mistral/ministral-14b-latest", "0.20", "0.20", "0.02"),
  ]

  static let others = [
    half("xai/grok-4.7", "2", "6", "0.50", batch: ["1.60", "4.80"]),
    half("xai/grok-4.7", at: 200_001, "4", "12", "1", batch: ["3.2", "9.6"]),
    half("xai/grok-4.3 xai/grok-4.20", "1.25", "2.50", "0.20", batch: ["1", "2"]),
    half("xai/grok-4.3 xai/grok-4.20", at: 200_001, "2.50", "5", "0.40", batch: ["2", "4"]),
    OtherPriceRow(
      ids: ["moonshot/kimi-k3"], input: "3", output: "15", read: "0.30", write5m: "3", write1h: "6"),
    OtherPriceRow(
      ids: ["moonshot/kimi-k3.1-pro"], input: "2", output: "10", read: "0.20", write5m: "2",
      write1h: "4"),
    plain("moonshot/kimi-k2.7-code", "0.95", "4", "0.19"),
    plain("zai/glm-5.3", "1.40", "4.40", "0.26"),
    plain("zai/glm-5.3-flash", "0.15", "0.50", "0.03"),
    plain("minimax/MiniMax-M3", "0.30", "1.20", "0.06"),
    plain(
      "ollama/* llamacpp/* lmstudio/* vllm/*",
      also: ["ollama/llama3.1:8b", "ollama_chat/llama3"], "0", "0", "0"),
  ]

  static let all = openAI + gemini + deepSeek + qwen + mistral + others
}
