// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments

/// `wisely models diff`.
struct ModelsDiffCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Show what a price file would change.",
    discussion: """
      FILE is a price file of Wisely's or LiteLLM's model_prices_and_context_window.json; it is compared with the
      catalogue in use, by the prices of today. Without FILE, the price file of the configuration is compared
      with the built-in catalogue. Figures are US dollars for a million tokens.
      """,
    examples: [
      CommandExample("wisely models diff model_prices_and_context_window.json", "Before an import.")
    ],
    exitCodes: Exit.meanings.filter { ["0", "64", "66", "78"].contains($0.term) })

  @Argument(help: "The price file.", completion: .file) var file: String?
  @Flag(help: "Name the models that would be new.") var new = false
  @Flag(help: "Print JSON.") var json = false
  @OptionGroup(title: "Configuration") var options: ConfigurationOptions

  func run() async throws {
    let world = World.here
    let configuration = try ConfigurationFile(options.config, world: world).load()
    let day = world.surroundings.now().day
    let difference: PriceDifference
    if let file {
      difference = PriceDifference(
        try PriceFiles.any(at: file, on: day),
        over: try PriceFiles.catalogue(world: world, configuration: configuration), on: day)
    } else if let path = configuration.prices {
      difference = PriceDifference(
        try PriceFiles.own(at: world.expanding(path)), over: .builtIn, on: day)
    } else {
      throw CommandFailure(
        Exit.usage, "Name a price file, or set 'prices' in the configuration to one.")
    }
    guard !json else {
      try world.console.answer(report(difference).text + "\n")
      return
    }
    try show(difference, on: world.console)
  }

  private func show(_ difference: PriceDifference, on console: Console) throws {
    for (model, changes) in difference.changed {
      try console.answer("\(sanitised(model.rawValue))\n")
      for change in changes {
        try console.answer(
          "  \(sanitised(change.figure)): \(change.before ?? "none") -> \(change.after ?? "none")\n"
        )
      }
    }
    if new {
      for model in difference.added { try console.answer("new: \(sanitised(model.rawValue))\n") }
    }
    console.say(
      "\(grouped(difference.changed.count)) changed, \(grouped(difference.added.count)) new, "
        + "\(grouped(difference.unchanged)) the same.")
  }

  private func report(_ difference: PriceDifference) -> JSONValue {
    let changed: [JSONValue] = difference.changed.map { model, changes in
      [
        "model": .string(model.rawValue),
        "changes": .array(
          changes.map {
            ["figure": .string($0.figure), "before": $0.before.json, "after": $0.after.json]
          }),
      ]
    }
    return [
      "changed": .array(changed),
      "new": .array(difference.added.map { .string($0.rawValue) }),
      "unchanged": JSONValue(difference.unchanged),
    ]
  }
}
