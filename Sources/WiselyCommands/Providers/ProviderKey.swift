// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyProviders

/// Where the key of a provider comes from: an environment variable, or a command that prints it.
enum ProviderKey {
  /// The key in a variable; without one, the sentence that says how to set it.
  static func variable(_ name: String, of provider: String, _ world: World) -> KeySource {
    world.variable(name).map { holding($0, from: name) }
      ?? KeySource(
        missing:
          "There is no key for \(provider): set the environment variable \(name), or keyCommand in the configuration ('wisely config example' shows how)."
      )
  }

  /// The key that a variable holds.
  static func holding(_ text: String, from variable: String) -> KeySource {
    guard let secret = Secret(text) else {
      return KeySource(
        missing: "The environment variable \(variable) holds something that cannot be a key.")
    }
    return KeySource(secret)
  }

  /// The key that a command prints, once it is needed.
  static func running(_ command: [String], _ world: World) -> KeySource {
    KeySource {
      let name = command.first ?? ""
      let outcome: ChildOutcome
      do {
        outcome = try await ChildProcess(command, environment: world.environment).run()
      } catch let error as ChildError {
        throw ModelError(.authentication, "The key command failed: \(error)")
      }
      guard outcome.isSuccess else {
        throw ModelError(
          .authentication,
          "The key command '\(name)' exited with \(outcome.status.code) and gave no key.")
      }
      guard let secret = Secret(String(decoding: outcome.output, as: UTF8.self)) else {
        throw ModelError(
          .authentication,
          "The key command '\(name)' printed something that cannot be a key; it must print the key alone."
        )
      }
      return secret
    }
  }
}
