// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Reads a configuration file; every mistake is named with its line, all of them at once.
struct ConfigurationReader {
  private let file: String
  private let document: JSON5Document
  private var problems: [JSONError] = []

  /// Reads a file's text.
  ///
  /// - Throws: `CommandFailure` with one line for each mistake.
  static func read(_ bytes: [UInt8], file: String) throws(CommandFailure) -> Configuration {
    let document: JSON5Document
    do {
      document = try JSON5Document(parsing: bytes)
    } catch {
      throw CommandFailure(Exit.configuration, error.description(file: file) + ".")
    }
    var reader = ConfigurationReader(file: file, document: document)
    let configuration = reader.configuration()
    guard reader.problems.isEmpty else {
      let lines = reader.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
      throw CommandFailure(
        Exit.configuration,
        lines.map { $0.description(file: file) + "." }.joined(separator: "\n"))
    }
    return configuration
  }

  private init(file: String, document: JSON5Document) {
    self.file = file
    self.document = document
  }

  private mutating func configuration() -> Configuration {
    var result = Configuration()
    guard expectObject(.root) else { return result }
    know(["defaultSetup", "setups", "budget", "ledger", "providers"], at: .root)
    readSetups(into: &result)
    if let setup = string(["defaultSetup"]) {
      if notation(setup, at: ["defaultSetup"], named: Set(result.setups.keys)) != nil {
        result.defaultSetup = setup
      }
    }
    result.budget = money(["budget"])
    result.ledger = string(["ledger"])
    if document.value["providers"] != nil, expectObject(["providers"]) {
      know(["anthropic"], at: ["providers"])
      if document.value["providers"]?["anthropic"] != nil { readAnthropic(into: &result.anthropic) }
    }
    return result
  }

  // MARK: - Providers

  private mutating func readAnthropic(into result: inout Configuration.Anthropic) {
    let path: JSONPath = ["providers", "anthropic"]
    guard expectObject(path) else { return }
    know(
      [
        "baseURL", "keyVariable", "keyCommand", "auth", "version", "cache", "stream", "retries",
        "timeouts",
      ], at: path)
    result.baseURL = string(path.appending("baseURL"))
    if let url = result.baseURL, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
      complain("the URL must begin with http:// or https://", at: path.appending("baseURL"))
    }
    result.keyVariable = string(path.appending("keyVariable"))
    result.keyCommand = strings(path.appending("keyCommand"))
    if result.keyCommand?.isEmpty == true {
      complain("the key command is empty", at: path.appending("keyCommand"))
    }
    result.auth = choice(["x-api-key", "bearer"], path.appending("auth"))
    result.version =
      choice(["2023-06-01", "2026-10-21"], path.appending("version")) ?? result.version
    result.cache = choice(["5m", "1h", "off"], path.appending("cache")) ?? result.cache
    result.streams = bool(path.appending("stream")) ?? result.streams
    result.retries = integer(0...20, path.appending("retries")) ?? result.retries
    let times = path.appending("timeouts")
    guard document.value[times] != nil, expectObject(times) else { return }
    know(["connect", "firstByte", "idle", "total"], at: times)
    let seconds = 1...86_400
    result.timeouts.connect = integer(seconds, times.appending("connect")) ?? 10
    result.timeouts.firstByte = deadline(times.appending("firstByte"), unless: 600)
    result.timeouts.idle = deadline(times.appending("idle"), unless: 300)
    result.timeouts.total = deadline(times.appending("total"), unless: nil)
  }

  /// `null` takes a deadline away.
  private mutating func deadline(_ path: JSONPath, unless standard: Int?) -> Int? {
    guard let value = document.value[path] else { return standard }
    return value.isNull ? nil : integer(1...86_400, path)
  }

  // MARK: - Setups

  private mutating func readSetups(into result: inout Configuration) {
    guard document.value["setups"] != nil, expectObject(["setups"]) else { return }
    for name in document.value["setups"]?.object?.keys ?? [] {
      let path: JSONPath = ["setups", .key(name)]
      let isName = (try? SetupNotation(parsing: name)) == .model(name: name, effort: nil)
      guard isName else {
        complain("a setup's name is one word of letters, digits and - . _ / :", atKey: path)
        continue
      }
      if let setup = readSetup(path) { result.setups[name] = setup }
    }
  }

  private mutating func readSetup(_ path: JSONPath) -> Configuration.NamedSetup? {
    if let text = document.value[path]?.string {
      return notation(text, at: path).map { .init(notation: $0, settings: SetupSettings()) }
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
    return .init(notation: notation, settings: settings(path))
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
        complain("\(error)".trimmingPeriod, at: path.appending("check"))
      }
    }
    return settings
  }

  private mutating func notation(
    _ text: String, at path: JSONPath, named: Set<String> = []
  ) -> SetupNotation? {
    if named.contains(text) { return .model(name: text, effort: nil) }
    do {
      return try SetupNotation(parsing: text)
    } catch {
      complain(error.message.trimmingPeriod, at: path)
      return nil
    }
  }

  // MARK: - Values

  private mutating func complain(_ reason: String, at path: JSONPath) {
    problems.append(document.error(reason, at: path))
  }

  private mutating func complain(_ reason: String, atKey path: JSONPath) {
    problems.append(document.error(reason, atKey: path))
  }

  private mutating func know(_ keys: [String], at path: JSONPath) {
    problems += document.unknownKeys(at: path, known: keys)
  }

  private mutating func expectObject(_ path: JSONPath) -> Bool {
    if document.value[path]?.object != nil { return true }
    complain("an object in braces was expected", at: path)
    return false
  }

  private mutating func value<Value>(
    _ path: JSONPath, _ expected: String, _ read: (JSONValue) -> Value?
  ) -> Value? {
    guard let found = document.value[path], !found.isNull else { return nil }
    if let value = read(found) { return value }
    complain("\(expected) was expected", at: path)
    return nil
  }

  private mutating func string(_ path: JSONPath) -> String? {
    value(path, "a string") { $0.string }
  }

  private mutating func bool(_ path: JSONPath) -> Bool? {
    value(path, "true or false") { $0.bool }
  }

  private mutating func integer(_ range: ClosedRange<Int>, _ path: JSONPath) -> Int? {
    value(path, "a whole number from \(range.lowerBound) to \(range.upperBound)") { found in
      found.int.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  private mutating func strings(_ path: JSONPath) -> [String]? {
    value(path, "a list of strings") { found in
      guard let elements = found.array else { return nil }
      let strings = elements.compactMap(\.string)
      return strings.count == elements.count ? strings : nil
    }
  }

  private mutating func choice(_ words: [String], _ path: JSONPath) -> String? {
    let quoted = words.map { "\"\($0)\"" }.joined(separator: " or ")
    return value(path, quoted) { found in found.string.flatMap { words.contains($0) ? $0 : nil } }
  }

  /// Money as a string, or as a number as it is spelled: never through floating point.
  private mutating func money(_ path: JSONPath) -> Money? {
    value(path, "an amount of dollars such as \"0.50\"") { found in
      let text: String? =
        switch found {
        case .string(let text): text
        case .number(let number): number.lexeme
        default: nil
        }
      return text.flatMap { Money(dollars: $0) }.flatMap { $0 < .zero ? nil : $0 }
    }
  }
}

extension String {
  fileprivate var trimmingPeriod: String { hasSuffix(".") ? String(dropLast()) : self }
}
