// SPDX-License-Identifier: Apache-2.0

import WiselyArguments

/// `wisely config`.
struct ConfigCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Look at the configuration.",
    subcommands: [CheckCommand.self, PathCommand.self, ExampleCommand.self],
    examples: [
      CommandExample(
        "mkdir -p ~/.config/wisely && wisely config example > ~/.config/wisely/config.json5",
        "Start with an example.")
    ])

  /// `wisely config check`.
  struct CheckCommand: Command {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Say whether the configuration is right, and what is not.",
      exitCodes: Exit.meanings.filter { ["0", "66", "78"].contains($0.term) })

    @OptionGroup(title: "Configuration") var options: ConfigurationOptions

    func run() async throws {
      let world = World.here
      let file = ConfigurationFile(options.config, world: world)
      let configuration = try file.load()
      // Building every setup finds what the file alone cannot show: models that do not go together.
      let bench = try Workbench(world: world, configuration: configuration)
      for (name, setup) in configuration.setups.sorted(by: {
        ($0.value.line, $0.key) < ($1.value.line, $1.key)
      }) {
        try check(name, bench, "\(file.path), line \(setup.line): setup '\(name)'")
      }
      if configuration.defaultSetup != Configuration().defaultSetup {
        try check(configuration.defaultSetup, bench, "\(file.path): defaultSetup")
      }
      guard file.exists else {
        try world.console.answer("\(file.path): not there, so the defaults apply\n")
        return
      }
      let setups = configuration.setups.count
      try world.console.answer("\(file.path): right, \(setups) setup\(setups == 1 ? "" : "s")\n")
    }

    private func check(_ setup: String, _ bench: Workbench, _ place: String) throws {
      do {
        _ = try bench.resolve(setup)
      } catch {
        throw CommandFailure(Exit.configuration, "\(place): \(error)")
      }
    }
  }

  /// `wisely config path`.
  struct PathCommand: Command {
    static let configuration = CommandConfiguration(
      commandName: "path", abstract: "Print where the configuration is looked for.")

    @OptionGroup(title: "Configuration") var options: ConfigurationOptions

    func run() async throws {
      let world = World.here
      try world.console.answer(ConfigurationFile(options.config, world: world).path + "\n")
    }
  }

  /// `wisely config example`.
  struct ExampleCommand: Command {
    static let configuration = CommandConfiguration(
      commandName: "example", abstract: "Print a configuration with every key explained.")

    func run() async throws { try World.here.console.answer(configurationExample) }
  }
}
