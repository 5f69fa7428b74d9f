// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyProviders
import WiselyWire

extension ConfigurationReader {
  /// The providers besides Anthropic: an entry changes a preset, or adds a server.
  mutating func readProviders(into result: inout [String: ProviderSettings]) {
    for name in document.value["providers"]?.object?.keys ?? [] where name != "anthropic" {
      let path: JSONPath = ["providers", .key(name)]
      guard expectObject(path), let preset = preset(name, path) else { continue }
      result[name] = settings(preset, path)
    }
  }

  /// What an entry starts from.
  private mutating func preset(_ name: String, _ path: JSONPath) -> OpenAIPreset? {
    if let preset = OpenAIPreset(named: name) { return preset }
    guard case .model(name, nil)? = try? SetupNotation(parsing: name), !name.contains("/"),
      OfflineModel(id: ModelID(name)) == nil
    else {
      complain("a provider's name is one word of letters, digits and - . _ :", atKey: path)
      return nil
    }
    guard let url = document.value[path.appending("baseURL")]?.string else {
      let known = OpenAIPreset.all.map(\.name) + ["anthropic"]
      let hint = NearestName.find(name, among: known).map { "; did you mean \"\($0)\"?" }
      complain(
        "there is no provider \"\(name)\"" + (hint ?? "; a new one needs its \"baseURL\""),
        atKey: path)
      return nil
    }
    return .other(name, baseURL: url, keyVariable: nil)
  }

  private mutating func settings(_ preset: OpenAIPreset, _ path: JSONPath) -> ProviderSettings {
    knowOfProvider(
      [
        "baseURL", "keyVariable", "keyCommand", "local", "dialect", "stream", "retries", "timeouts",
        "systemRole", "limitField", "effortField", "efforts", "effortWithTools",
        "temperatureWithReasoning",
        "replaysReasoning",
        "demandsReasoning", "callIDs", "asksForUsage",
      ], at: path)
    var settings = ProviderSettings(preset)
    settings.preset.baseURL = url(path.appending("baseURL")) ?? preset.baseURL
    let variable = path.appending("keyVariable")
    // `null` says that the server asks for no key.
    if document.value[variable] != nil { settings.preset.keyVariable = self.variable(variable) }
    settings.keyCommand = keyCommand(path.appending("keyCommand"))
    settings.preset.isLocal = bool(path.appending("local")) ?? preset.isLocal
    if let word = choice(["chat", "responses"], path.appending("dialect")) {
      settings.preset.prefersResponses = word == "responses"
    }
    settings.streams = bool(path.appending("stream")) ?? settings.streams
    settings.retries = integer(0...20, path.appending("retries")) ?? settings.retries
    readTimeouts(path.appending("timeouts"), into: &settings.timeouts)
    readDeviations(path, into: &settings.preset.deviations)
    return settings
  }

  private mutating func readDeviations(_ path: JSONPath, into result: inout OpenAIDeviations) {
    result.systemRole =
      choice(["system", "developer"], path.appending("systemRole")) ?? result.systemRole
    result.limitField =
      choice(["max_tokens", "max_completion_tokens"], path.appending("limitField"))
      ?? result.limitField
    let fields: [(String, OpenAIDeviations.EffortField)] = [
      ("reasoning_effort", .flat), ("reasoning", .nested), ("thinking", .switched),
      ("none", .absent),
    ]
    if let word = choice(fields.map(\.0), path.appending("effortField")) {
      result.effortField = fields.first { $0.0 == word }?.1 ?? result.effortField
    }
    let efforts = path.appending("efforts")
    if let names = strings(efforts) {
      result.efforts = []
      for (index, name) in names.enumerated() {
        guard let effort = Effort(rawValue: name) else {
          let known = Effort.allCases.map(\.rawValue).joined(separator: ", ")
          complain(
            "\"\(name)\" is no effort; the efforts are \(known)",
            at: efforts.appending(.index(index)))
          continue
        }
        result.efforts.insert(effort)
      }
    }
    result.takesEffortWithTools =
      bool(path.appending("effortWithTools")) ?? result.takesEffortWithTools
    result.takesTemperatureWithReasoning =
      bool(path.appending("temperatureWithReasoning")) ?? result.takesTemperatureWithReasoning
    result.replaysReasoning = bool(path.appending("replaysReasoning")) ?? result.replaysReasoning
    result.demandsReasoning = bool(path.appending("demandsReasoning")) ?? result.demandsReasoning
    result.asksForUsage = bool(path.appending("asksForUsage")) ?? result.asksForUsage
    let rules: [(String, CallIDRule)] = [
      ("at-most-40", .atMost(40)), ("at-most-64", .atMost(64)), ("identifier", .identifier),
      ("nine-characters", .nineCharacters),
    ]
    if let word = choice(rules.map(\.0), path.appending("callIDs")) {
      result.callIDs = rules.first { $0.0 == word }?.1 ?? result.callIDs
    }
  }
}
