// SPDX-License-Identifier: Apache-2.0

import Glibc
import WiselyArguments

/// Where the configuration is, and what it says.
struct ConfigurationFile {
  /// The path.
  let path: String
  /// Whether the user named it; then it must exist.
  let isNamed: Bool

  init(_ named: String?, world: World) {
    if let named {
      path = world.expanding(named)
      isNamed = true
      return
    }
    path = world.folder("XDG_CONFIG_HOME", orBelowHome: ".config") + "/wisely/config.json5"
    isNamed = false
  }

  /// Whether there is one.
  var exists: Bool { access(path, F_OK) == 0 }

  /// The configuration; the defaults when there is no file and none was named.
  func load() throws(CommandFailure) -> Configuration {
    do {
      var configuration = try ConfigurationReader.read(try Files.read(path), file: path)
      configuration.prices = configuration.prices.map { besideIt($0) }
      return configuration
    } catch let error as Files.ReadError {
      if error.isMissing, !isNamed { return Configuration() }
      throw CommandFailure(
        Exit.noInput, "The configuration '\(path)' cannot be read: \(error.reason).")
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(Exit.configuration, "\(path): \(error)")
    }
  }

  /// A relative path means one beside the configuration, wherever the command is called.
  private func besideIt(_ other: String) -> String {
    guard !other.hasPrefix("/"), other != "~", !other.hasPrefix("~/"),
      let slash = path.lastIndex(of: "/")
    else { return other }
    return path[...slash] + other
  }
}

/// The options every command has that needs a configuration.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("The configuration to use instead of the usual file.", valueName: "file"),
    completion: .file)
  var config: String?

  init() {}
}
