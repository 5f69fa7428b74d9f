// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyProviders

extension World {
  /// The environment for commands we start: everything but keys, which are nobody else's business.
  func childEnvironment(hiding variables: [String]) -> [String: String] {
    environment.filter { name, _ in !variables.contains(name) }
  }

  /// Runs the command checks of cascades.
  func checkRunner(configuration: Configuration) -> CommandCheck.Runner {
    let environment = childEnvironment(hiding: configuration.keyVariables)
    return { arguments, input in
      var child = ChildProcess(arguments, environment: environment)
      child.input = Array(input.utf8)
      // Only how it exits counts, so nothing of what it prints is kept.
      child.outputLimit = 0
      return try await child.run().status.code
    }
  }
}

extension Configuration {
  /// The variables that hold keys.
  var keyVariables: [String] {
    ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"] + (anthropic.keyVariable.map { [$0] } ?? [])
      + (OpenAIPreset.all + providers.values.map(\.preset)).compactMap(\.keyVariable)
  }
}
