// SPDX-License-Identifier: Apache-2.0

import Wisely

extension ConfigurationReader {
  mutating func readSetups(into result: inout Configuration) {
    guard document.value["setups"] != nil, expectObject(["setups"]) else { return }
    for name in document.value["setups"]?.object?.keys ?? [] {
      let path: JSONPath = ["setups", .key(name)]
      if let problem = Self.problem(withName: name, besides: result.providers) {
        complain(problem, atKey: path)
        continue
      }
      if let setup = readSetup(path) { result.setups[name] = setup }
    }
  }

  /// Why a setup cannot have that name; nil when it can.
  private static func problem(
    withName name: String, besides providers: [String: ProviderSettings]
  ) -> String? {
    let catalogue = PriceCatalogue.builtIn
    if let provider = ModelID(name).provider,
      provider == "anthropic" || providers[provider] != nil
    {
      return
        "\"\(name)\" means a model of the provider \(provider); choose another name for the setup"
    }
    if catalogue.aliases.contains(name) || catalogue.sheet(for: ModelID(name)) != nil {
      return "\"\(name)\" is a model's name already; choose another one for the setup"
    }
    switch try? SetupNotation(parsing: name) {
    case .model(name, nil): return nil
    case .some(let notation) where name.allSatisfy(\.isLetter):
      return "\"\(name)\" stands for \(notation) already; choose another name"
    default: return "a setup's name is one word of letters, digits and - . _ / :"
    }
  }

  private mutating func readSetup(_ path: JSONPath) -> Configuration.NamedSetup? {
    if let text = document.value[path]?.string {
      return notation(text, at: path).map {
        .init(notation: $0, settings: SetupSettings(), line: line(of: path))
      }
    }
    guard expectObject(path) else { return nil }
    let keys = [
      "use", "advisor", "view", "viewTokens", "consultations", "conversationConsultations",
      "consultationBudget", "adviceTokens", "triggers", "allowPeer", "handover", "check",
    ]
    know(keys, at: path)
    guard let text = string(path.appending("use")) else {
      if document.value[path.appending("use")] == nil {
        complain("the setup lacks \"use\", such as use: \"haiku+opus\"", at: path)
      }
      return nil
    }
    guard let notation = notation(text, at: path.appending("use")) else { return nil }
    return .init(notation: notation, settings: settings(path), line: line(of: path))
  }

  private mutating func settings(_ path: JSONPath) -> SetupSettings {
    var settings = SetupSettings()
    settings.isAdvisorNative = choice(["own", "native"], path.appending("advisor")) == "native"
    let tokens = integer(500...200_000, path.appending("viewTokens"))
    switch choice(["brief", "transcript"], path.appending("view")) {
    case "transcript": settings.policy.view = .transcript
    default: settings.policy.view = .brief(tokens: tokens ?? 8_000)
    }
    let policy = settings.policy
    settings.policy.consultations =
      integer(0...100, path.appending("consultations")) ?? policy.consultations
    settings.policy.conversationConsultations =
      integer(0...1_000, path.appending("conversationConsultations"))
      ?? policy.conversationConsultations
    settings.policy.money = money(path.appending("consultationBudget"))
    settings.policy.adviceTokens =
      integer(64...64_000, path.appending("adviceTokens")) ?? policy.adviceTokens
    settings.policy.allowsPeer = bool(path.appending("allowPeer")) ?? policy.allowsPeer
    let triggers = path.appending("triggers")
    if let names = strings(triggers) {
      settings.policy.triggers = []
      for (index, name) in names.enumerated() {
        guard let trigger = Trigger(rawValue: name) else {
          let known = Trigger.allCases.map(\.rawValue)
          complain(
            "\"\(name)\" is no trigger; the triggers are \(known.joined(separator: ", "))",
            at: triggers.appending(.index(index)))
          continue
        }
        settings.policy.triggers.insert(trigger)
      }
    }
    if let word = choice(Handover.allCases.map(\.rawValue), path.appending("handover")) {
      settings.handover = Handover(rawValue: word) ?? .fresh
    }
    if let value = document.value[path.appending("check")] {
      do {
        settings.check = try CheckSpecification(value)
      } catch {
        complain("\(error)".withoutPeriod, at: path.appending("check"))
      }
    }
    return settings
  }

  mutating func notation(
    _ text: String, at path: JSONPath, named: Set<String> = []
  ) -> SetupNotation? {
    if named.contains(text) { return .model(name: text, effort: nil) }
    do {
      return try SetupNotation(parsing: text)
    } catch {
      complain(error.message.withoutPeriod, at: path)
      return nil
    }
  }
}
