// SPDX-License-Identifier: Apache-2.0

import Wisely
package import WiselyWire

/// A server that speaks OpenAI's dialects: where it is, where its key is kept, and in what it differs.
public struct OpenAIPreset: Sendable, Hashable {
  /// Its name, such as `openrouter`; reasoning of one preset's models goes to no other preset.
  public let name: String
  /// Everything before `/chat/completions` and `/responses`.
  public var baseURL: String
  /// The environment variable that holds the key; nil for servers that ask for none.
  public var keyVariable: String?
  /// Whether its models are asked in the Responses dialect unless said otherwise.
  public var prefersResponses: Bool
  /// Whether it is a server of one's own: it costs nothing, and may cut prompts to its context in silence.
  public var isLocal: Bool
  /// Whether it has batches of the shape of OpenAI's.
  public let hasBatches: Bool
  /// In what it differs from OpenAI's own servers.
  package var deviations: OpenAIDeviations

  private init(
    _ name: String, _ baseURL: String, key: String?, prefersResponses: Bool = false,
    isLocal: Bool = false, hasBatches: Bool = false,
    _ change: (inout OpenAIDeviations) -> Void = { _ in }
  ) {
    self.name = name
    self.baseURL = baseURL
    keyVariable = key
    self.prefersResponses = prefersResponses
    self.isLocal = isLocal
    self.hasBatches = hasBatches
    var deviations = OpenAIDeviations.common(maker: name)
    change(&deviations)
    self.deviations = deviations
  }

  /// The preset of a name; nil for a name that nobody knows.
  public init?(named name: String) {
    guard let preset = Self.all.first(where: { $0.name == name }) else { return nil }
    self = preset
  }

  /// Any other server, with the ways that most share.
  public static func other(
    _ name: String, baseURL: String, keyVariable: String?, isLocal: Bool = false
  ) -> OpenAIPreset {
    OpenAIPreset(name, baseURL, key: keyVariable, isLocal: isLocal)
  }

  /// OpenAI's own servers; its key is `OPENAI_API_KEY`.
  public static let openAI = OpenAIPreset(
    "openai", "https://api.openai.com/v1", key: "OPENAI_API_KEY", prefersResponses: true,
    hasBatches: true
  ) { $0 = OpenAIDeviations() }
  /// OpenRouter; its key is `OPENROUTER_API_KEY`.
  public static let openRouter = OpenAIPreset(
    "openrouter", "https://openrouter.ai/api/v1", key: "OPENROUTER_API_KEY"
  ) {
    $0.effortField = .nested
    $0.replaysReasoning = true
  }
  /// Google's Gemini, by its endpoint for OpenAI's clients; its key is `GEMINI_API_KEY`.
  public static let gemini = OpenAIPreset(
    "gemini", "https://generativelanguage.googleapis.com/v1beta/openai", key: "GEMINI_API_KEY"
  ) {
    // Thoughts are billed as output and stand in the total alone.
    $0.totalTellsReasoning = true
  }
  /// DeepSeek; its key is `DEEPSEEK_API_KEY`.
  public static let deepSeek = OpenAIPreset(
    "deepseek", "https://api.deepseek.com", key: "DEEPSEEK_API_KEY"
  ) {
    $0.effortField = .switched
    $0.efforts = [.none, .low, .high, .max]
    // It thinks unless told not to, and rejects a conversation whose answers lack the reasoning.
    $0.replaysReasoning = true
    $0.demandsReasoning = true
  }
  /// Mistral; its key is `MISTRAL_API_KEY`.
  public static let mistral = OpenAIPreset(
    "mistral", "https://api.mistral.ai/v1", key: "MISTRAL_API_KEY"
  ) {
    $0.efforts = [.none, .high]
    $0.callIDs = .nineCharacters
    // Members it does not know are a 422, `stream_options` among them; the usage comes unasked.
    $0.asksForUsage = false
  }
  /// xAI; its key is `XAI_API_KEY`.
  public static let xAI = OpenAIPreset("xai", "https://api.x.ai/v1", key: "XAI_API_KEY")
  /// Groq; its key is `GROQ_API_KEY`.
  public static let groq = OpenAIPreset(
    "groq", "https://api.groq.com/openai/v1", key: "GROQ_API_KEY", hasBatches: true)
  /// Ollama on this machine, without a key.
  public static let ollama = OpenAIPreset(
    "ollama", "http://localhost:11434/v1", key: nil, isLocal: true
  ) { $0.efforts = [.none, .low, .medium, .high] }
  /// llama.cpp's server on this machine, without a key.
  public static let llamaCpp = OpenAIPreset(
    "llamacpp", "http://localhost:8080/v1", key: nil, isLocal: true)
  /// vLLM on this machine, without a key.
  public static let vLLM = OpenAIPreset(
    "vllm", "http://localhost:8000/v1", key: nil, isLocal: true)
  /// LM Studio on this machine, without a key.
  public static let lmStudio = OpenAIPreset(
    "lmstudio", "http://localhost:1234/v1", key: nil, isLocal: true)

  /// Every preset.
  public static let all: [OpenAIPreset] = [
    .openAI, .openRouter, .gemini, .deepSeek, .mistral, .xAI, .groq,
    .ollama, .llamaCpp, .vLLM, .lmStudio,
  ]
}
