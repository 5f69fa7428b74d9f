// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A server of one's own that was looked for, and what it serves.
public struct DiscoveredServer: Sendable, Hashable {
  /// A model that a server offers.
  public struct Model: Sendable, Hashable {
    /// The server's name for it.
    public var name: String
    /// The largest prompt with its answer that the server takes, in tokens, if it tells.
    public var context: Int?
    /// The context that the model was made for, in tokens, if the server tells.
    public var trainedContext: Int?
    /// Its size and quantization, as far as the server tells.
    public var details: [String]

    /// A model.
    public init(
      name: String, context: Int? = nil, trainedContext: Int? = nil, details: [String] = []
    ) {
      self.name = name
      self.context = context
      self.trainedContext = trainedContext
      self.details = details
    }
  }

  /// How the look went.
  public enum Outcome: Sendable, Hashable {
    /// It told what it serves.
    case serves([Model])
    /// Nobody answered there.
    case absent
    /// Somebody answered, but not with a list of models; a clause says what was wrong.
    case failed(String)
  }

  /// The server that was looked for.
  public var preset: OpenAIPreset
  /// How the look went.
  public var outcome: Outcome

  /// What was found.
  public init(_ preset: OpenAIPreset, _ outcome: Outcome) {
    self.preset = preset
    self.outcome = outcome
  }

  /// The models it serves.
  public var models: [Model] {
    if case .serves(let models) = outcome { models } else { [] }
  }
}

/// What a server said to the questions it was asked; each dialect tells something else.
struct DiscoveryAnswers: Hashable {
  /// `GET /v1/models`: names, and the context of vLLM and llama.cpp.
  var models: JSONValue?
  /// `GET /api/tags`: Ollama's names and sizes.
  var tags: JSONValue?
  /// `GET /api/ps`: the context that Ollama has given to the models it has loaded.
  var running: JSONValue?
  /// `GET /props`: the context of a slot of llama.cpp.
  var properties: JSONValue?

  /// The models; nil when nothing of this is a list of any.
  var list: [DiscoveredServer.Model]? {
    let told = models?["data"]?.array
    let tagged = tags?["models"]?.array
    guard told != nil || tagged != nil else { return nil }
    var list: [DiscoveredServer.Model] = []
    var places: [String: Int] = [:]
    func add(_ model: DiscoveredServer.Model) {
      places[model.name] = list.count
      list.append(model)
    }
    for entry in told ?? [] {
      guard let name = name(entry, "id"), places[name] == nil else { continue }
      let meta = entry["meta"]
      add(
        .init(
          name: name,
          context: size(entry["max_model_len"]) ?? size(meta?["n_ctx"])
            ?? size(entry["context_length"]), trainedContext: size(meta?["n_ctx_train"])))
    }
    for entry in tagged ?? [] {
      guard let name = name(entry, "name", "model") else { continue }
      let details = ["parameter_size", "quantization_level"].compactMap { key in
        entry["details"]?[key]?.string.flatMap { $0.isEmpty ? nil : $0 }
      }
      if let place = places[name] {
        list[place].details = details
      } else {
        add(.init(name: name, details: details))
      }
    }
    for entry in running?["models"]?.array ?? [] {
      guard let name = name(entry, "name", "model"), let context = size(entry["context_length"]),
        let place = places[name]
      else { continue }
      list[place].context = context
    }
    // A server with one model has one context; with several it does not say whose it is.
    if list.count == 1,
      let slot = size(properties?["default_generation_settings"]?["n_ctx"])
    {
      list[0].context = slot
    }
    return list
  }

  private func name(_ entry: JSONValue, _ keys: String...) -> String? {
    keys.lazy.compactMap { entry[$0]?.string }.first { !$0.isEmpty }
  }

  private func size(_ json: JSONValue?) -> Int? {
    json?.int.flatMap { 1...1_000_000_000 ~= $0 ? $0 : nil }
  }
}
