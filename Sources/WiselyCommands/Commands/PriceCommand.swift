// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments

/// `wisely price`.
struct PriceCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "price", abstract: "Print what a call costs, exactly.",
    discussion: """
      The kinds are disjoint: tokens read from or written to a cache are not input. Together with the input
      they choose the length tier, which prices the whole request. Reasoning is part of the output.
      """,
    examples: [
      CommandExample("wisely price haiku --input 1000 --output 1241", "One call."),
      CommandExample(
        "wisely price claude-sonnet-5-5 --cache-read 80000 --at 2026-10-01", "At an earlier price."),
      CommandExample(
        "wisely price haiku --consult opus --transcript 40000 --view transcript",
        "One consultation."),
    ],
    exitCodes: Exit.meanings.filter { ["0", "4", "64", "66", "78"].contains($0.term) })

  @Argument(help: "The model, or an alias: haiku, sonnet, opus, fable.") var model: String
  @Option(help: ArgumentHelp("Fresh prompt tokens.", valueName: "n")) var input = 0
  @Option(help: ArgumentHelp("Output tokens, reasoning included.", valueName: "n")) var output = 0
  @Option(help: ArgumentHelp("Of the output, the tokens that were reasoning.", valueName: "n"))
  var reasoning = 0
  @Option(help: ArgumentHelp("Tokens read from a cache.", valueName: "n")) var cacheRead = 0
  @Option(
    name: .customLong("cache-write-5m"),
    help: ArgumentHelp("Tokens written to a 5-minute cache.", valueName: "n"))
  var cacheWrite5m = 0
  @Option(
    name: .customLong("cache-write-30m"),
    help: ArgumentHelp("Tokens written to a 30-minute cache.", valueName: "n"))
  var cacheWrite30m = 0
  @Option(
    name: .customLong("cache-write-1h"),
    help: ArgumentHelp("Tokens written to a one-hour cache.", valueName: "n"))
  var cacheWrite1h = 0
  @Option(
    name: .customLong("cache-write-12h"),
    help: ArgumentHelp("Tokens written to a twelve-hour cache.", valueName: "n"))
  var cacheWrite12h = 0
  @Option(
    help: ArgumentHelp(
      "The day, or the minute as YYYY-MM-DDThh:mm, in UTC; today if left out.",
      valueName: "YYYY-MM-DD"))
  var at: String?
  @Flag(help: "As part of a message batch.") var batch = false
  @Option(help: ArgumentHelp("The region it is pinned to.", valueName: "us")) var geo: String?
  @Option(
    help: ArgumentHelp(
      "The speed or service tier, such as fast, flex or priority.", valueName: "name"))
  var speed: String?
  @Option(help: ArgumentHelp("Price a consultation of this advisor.", valueName: "advisor"))
  var consult: String?
  @Option(help: ArgumentHelp("The tokens of the executor's conversation.", valueName: "n"))
  var transcript: Int?
  @Option(help: "What the advisor is shown.") var view = ShownView.brief
  @Flag(help: "Print JSON.") var json = false
  @OptionGroup(title: "Configuration") var options: ConfigurationOptions

  /// What an advisor is shown.
  enum ShownView: String, CaseIterable, ExpressibleByArgument, Decodable, Sendable {
    case brief
    case transcript
  }

  /// What is priced.
  private var usage: Usage {
    Usage(
      input: input, cacheRead: cacheRead, cacheWrite5m: cacheWrite5m,
      cacheWrite30m: cacheWrite30m, cacheWrite1h: cacheWrite1h, cacheWrite12h: cacheWrite12h,
      output: output, reasoning: reasoning)
  }

  func validate() throws {
    let counts = [
      ("--input", input), ("--output", output), ("--cache-read", cacheRead),
      ("--cache-write-5m", cacheWrite5m), ("--cache-write-30m", cacheWrite30m),
      ("--cache-write-1h", cacheWrite1h), ("--cache-write-12h", cacheWrite12h),
      ("--transcript", transcript ?? 0), ("--reasoning", reasoning),
    ]
    for (name, count) in counts where !(0...1_000_000_000_000).contains(count) {
      throw ArgumentsError("\(name) must be between 0 and 1,000,000,000,000 tokens, not \(count)")
    }
    if let at, PriceMoment(at) == nil {
      throw ArgumentsError("'\(at)' is no day; write it as YYYY-MM-DD, such as 2026-11-24")
    }
    guard (consult == nil) == (transcript == nil) else {
      throw ArgumentsError("--consult and --transcript belong together")
    }
    if consult != nil, usage.prompt > 0 {
      throw ArgumentsError("with --consult the prompt is given by --transcript alone")
    }
    let services = [
      batch ? "--batch" : nil, geo == nil ? nil : "--geo", speed == nil ? nil : "--speed",
    ].compactMap { $0 }
    if consult != nil, let service = services.first {
      throw ArgumentsError("--consult is priced at the usual service; leave \(service) out")
    }
    if reasoning > output {
      throw ArgumentsError("--reasoning is a part of --output, so it cannot be more")
    }
  }

  func run() async throws {
    let world = World.here
    let configuration = try ConfigurationFile(options.config, world: world).load()
    let catalogue = try PriceFiles.catalogue(world: world, configuration: configuration)
    let moment = at.flatMap { PriceMoment($0) } ?? PriceMoment(world.surroundings.now().day)
    if let consult, let transcript {
      try ConsultationReport(
        executor: model, advisor: consult, transcript: transcript,
        view: view == .brief ? .brief : .transcript, answer: output > 0 ? output : nil,
        on: moment.day
      ).print(by: catalogue, asJSON: json, to: world.console)
      return
    }
    let day = moment.day
    let resolved = resolve(model, in: catalogue, on: day) ?? ModelID(model)
    if let geo, let sheet = catalogue.sheet(for: resolved), sheet.geo[geo] == nil, geo != "global" {
      let known = sheet.geo.keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
      throw CommandFailure(
        Exit.usage,
        known.isEmpty
          ? "\(resolved) has no regional prices; leave --geo out."
          : "\(resolved) has no price for --geo \(geo); known: \(known).")
    }
    let step = ModelUsage(
      model: resolved, usage: usage, service: Service(isBatch: batch, geo: geo, speed: speed))
    let cost = moment.cost(of: step, by: catalogue)
    try report(cost, resolved, usage, moment, catalogue, to: world.console)
    guard cost != .unpriced else { throw Exit.unpriced }
  }

  /// As `ask` does: what stands behind `anthropic/` is Anthropic's own name.
  private func resolve(_ name: String, in catalogue: PriceCatalogue, on day: CalendarDay)
    -> ModelID?
  {
    let prefix = "anthropic/"
    return catalogue.resolve(name, on: day)
      ?? (name.hasPrefix(prefix)
        ? catalogue.resolve(String(name.dropFirst(prefix.count)), on: day) : nil)
  }

  private func report(
    _ cost: Cost, _ resolved: ModelID, _ usage: Usage, _ moment: PriceMoment,
    _ catalogue: PriceCatalogue, to console: Console
  ) throws {
    let day = moment.day
    let sheet = catalogue.sheet(for: resolved)
    guard !json else {
      let value: JSONValue = [
        "model": .string(resolved.rawValue), "usd": cost.json, "usage": usage.json,
        "at": .string(moment.description), "batch": .bool(batch), "geo": geo.json,
        "speed": speed.json,
        "standIn": .bool(sheet?.isStandIn ?? false), "priceVersion": .string(catalogue.version),
        "source": (sheet?.source).json,
      ]
      try console.answer(value.text + "\n")
      return
    }
    guard let amount = cost.amount else {
      console.say("unpriced: \(reason(resolved, sheet, day, catalogue)).")
      return
    }
    try console.answer("$\(amount.dollars)\n")
    let name = resolved.rawValue == model ? model : "\(model) = \(resolved)"
    var note = sheet?.isStandIn == true ? "; an invented price" : ""
    if moment.minute == nil, sheet?.price(on: day)?.offPeak != nil {
      note += "; cheaper in quiet hours, see --at"
    }
    console.say(console.dim("\(name) on \(moment), catalogue \(catalogue.version)\(note)"))
    if usage == Usage() { console.say("No tokens were given; see --input and --output.") }
  }

  private func reason(
    _ resolved: ModelID, _ sheet: PriceSheet?, _ day: CalendarDay, _ catalogue: PriceCatalogue
  ) -> String {
    if let sheet {
      guard sheet.price(on: day) != nil else { return "\(resolved) has no price on \(day)" }
      let service = [batch ? "a batch" : nil, speed.map { "--speed \($0)" }].compactMap { $0 }
      return "\(resolved) has no price for "
        + (service.isEmpty ? "one of these kinds of tokens" : service.joined(separator: " with "))
    }
    if catalogue.aliases.contains(model) { return "'\(model)' named no model yet on \(day)" }
    let known = catalogue.sheets.map(\.id.rawValue) + catalogue.aliases
    // Most makers' names carry the provider in the catalogue, and nowhere else.
    let hosted = known.first { $0.hasSuffix("/" + model) && !model.isEmpty }
    let hint =
      (hosted ?? NearestName.find(model, among: known)).map { "did you mean '\($0)'? " } ?? ""
    return "'\(model)' is not in the catalogue (\(hint)see 'wisely models')"
  }
}
