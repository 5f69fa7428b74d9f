// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments

/// `wisely models`.
struct ModelsCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List the models with their prices, and the setups.",
    discussion: """
      Prices are in US dollars for a million tokens. The offline models are stand-ins, not language models: they
      solve a closed world of arithmetic, look-ups and puzzles by computation, with different search budgets.
      Their prices are invented.

      With --discover the servers on this machine are asked instead what they serve: Ollama, llama.cpp, vLLM and
      LM Studio at their usual ports, and what the configuration calls local. Nothing else is asked.
      """,
    subcommands: [ModelsImportCommand.self, ModelsDiffCommand.self],
    exitCodes: Exit.meanings.filter { ["0", "64", "66", "78"].contains($0.term) })

  @Flag(help: "List retired models too.") var all = false
  @Flag(help: "Ask local servers what they serve.") var discover = false
  @Flag(help: "Print JSON.") var json = false
  @OptionGroup(title: "Configuration") var options: ConfigurationOptions

  /// The setups that need no configuration.
  static let builtIn: [(notation: String, purpose: String)] = [
    ("haiku", "the cheap model alone"),
    ("opus@low", "the strong model alone at low effort: the one to beat"),
    ("haiku+opus", "executor and advisor"),
    ("opusplan", "opus plans, sonnet executes"),
    ("haiku^opus", "cheap first, checked, re-done by the strong one if it fails"),
    ("offline-small+offline-large", "executor and advisor without a key or a network"),
  ]

  func run() async throws {
    let world = World.here
    let configuration = try ConfigurationFile(options.config, world: world).load()
    guard !discover else {
      let report = try await world.signals.withCancellation {
        try await DiscoveryReport.look(world: world, configuration: configuration)
      }
      try report.print(asJSON: json, to: world.console)
      return
    }
    let catalogue = try PriceFiles.catalogue(world: world, configuration: configuration)
    let day = world.surroundings.now().day
    let sheets = catalogue.sheets.filter { all || !$0.isRetired(on: day) }
    guard !json else {
      try world.console.answer(report(sheets, catalogue, configuration, day).text + "\n")
      return
    }
    try printModels(sheets, catalogue, day, to: world.console)
    try world.console.answer("\nsetups\n")
    var setups = Self.builtIn.map { [$0.notation, $0.purpose] }
    for (name, setup) in configuration.setups.sorted(by: { $0.key < $1.key }) {
      setups.append([name, "configured: \(setup.notation)"])
    }
    for line in Table(setups).lines { try world.console.answer("  \(line)\n") }
  }

  private func printModels(
    _ sheets: [PriceSheet], _ catalogue: PriceCatalogue, _ day: CalendarDay, to console: Console
  ) throws {
    let aliases = self.aliases(catalogue, day)
    var rows = [["model", "in", "out", "cache read", "context", ""]]
    for sheet in sheets {
      var notes = aliases[sheet.id].map { [$0] } ?? []
      if sheet.id.rawValue.hasSuffix("/*") {
        let isFree = sheet.price(on: day) != nil
        notes.append("whatever that server has\(isFree ? "; free" : "")")
      }
      if sheet.isStandIn { notes.append("stand-in, not a language model; invented price") }
      if sheet.isRetired(on: day) { notes.append("retired") }
      if let retires = sheet.retires, !sheet.isRetired(on: day) { notes.append("until \(retires)") }
      let price = sheet.price(on: day)
      if let step = price?.tiers.dropFirst().first {
        notes.append("dearer above \(grouped(step.over)) prompt tokens")
      }
      if price?.offPeak != nil { notes.append("cheaper in quiet hours") }
      rows.append([
        sheet.id.rawValue, rate(sheet, Usage(input: 1), day), rate(sheet, Usage(output: 1), day),
        rate(sheet, Usage(cacheRead: 1), day), sheet.context.map(grouped) ?? "?",
        notes.joined(separator: "; "),
      ])
    }
    for line in Table(rows, rightAligned: [1, 2, 3, 4]).lines {
      try console.answer(line + "\n")
    }
    console.say(
      console.dim("US dollars per million tokens on \(day), catalogue \(catalogue.version)"))
  }

  /// The price of a million tokens, from the exact price of one in the lowest tier.
  private func rate(_ sheet: PriceSheet, _ one: Usage, _ day: CalendarDay) -> String {
    sheet.cost(of: one, on: day).amount.map {
      Money(picodollars: $0.picodollars * 1_000_000).dollars
    } ?? "unpriced"
  }

  private func aliases(_ catalogue: PriceCatalogue, _ day: CalendarDay) -> [ModelID: String] {
    Dictionary(
      catalogue.aliases.compactMap { alias in catalogue.resolve(alias, on: day).map { ($0, alias) }
      },
      uniquingKeysWith: { "\($0), \($1)" })
  }

  private func report(
    _ sheets: [PriceSheet], _ catalogue: PriceCatalogue, _ configuration: Configuration,
    _ day: CalendarDay
  ) -> JSONValue {
    let aliases = self.aliases(catalogue, day)
    let models: [JSONValue] = sheets.map { sheet in
      [
        "id": .string(sheet.id.rawValue), "provider": .string(sheet.provider),
        "alias": aliases[sheet.id].json,
        "family": .string(sheet.family), "standIn": .bool(sheet.isStandIn),
        "retired": .bool(sheet.isRetired(on: day)),
        "context": sheet.context.map { JSONValue($0) } ?? .null,
        "maximumOutput": sheet.maximumOutput.map { JSONValue($0) } ?? .null,
        "usdPerMillion": [
          "input": .string(rate(sheet, Usage(input: 1), day)),
          "output": .string(rate(sheet, Usage(output: 1), day)),
          "cacheRead": .string(rate(sheet, Usage(cacheRead: 1), day)),
          "cacheWrite5m": .string(rate(sheet, Usage(cacheWrite5m: 1), day)),
          "cacheWrite30m": .string(rate(sheet, Usage(cacheWrite30m: 1), day)),
          "cacheWrite1h": .string(rate(sheet, Usage(cacheWrite1h: 1), day)),
          "cacheWrite12h": .string(rate(sheet, Usage(cacheWrite12h: 1), day)),
        ],
        "note": sheet.note.json, "source": .string(sheet.source),
      ]
    }
    let builtIn: [JSONValue] = Self.builtIn.map {
      ["name": .string($0.notation), "use": .string($0.notation), "purpose": .string($0.purpose)]
    }
    let named: [JSONValue] = configuration.setups.sorted { $0.key < $1.key }.map {
      ["name": .string($0.key), "use": .string($0.value.notation.description), "purpose": .null]
    }
    return [
      "at": .string(day.description), "priceVersion": .string(catalogue.version),
      "models": .array(models), "setups": .array(builtIn + named),
    ]
  }
}

extension PriceSheet {
  /// Whether its maker had switched it off by that day.
  fileprivate func isRetired(on day: CalendarDay) -> Bool {
    isRetired || retires.map { $0 <= day } ?? false
  }
}
