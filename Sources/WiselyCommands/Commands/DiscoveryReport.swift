// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyProviders

/// What the servers of the user's own serve, as `models --discover` says it.
struct DiscoveryReport: Sendable {
  private let servers: [DiscoveredServer]

  /// Asks every local provider of the configuration, all of them at the same time.
  static func look(world: World, configuration: Configuration) async throws -> DiscoveryReport {
    let order = OpenAIPreset.all.map(\.name)
    let local = configuration.providers.filter(\.value.preset.isLocal).sorted { left, right in
      let places = [left, right].map { order.firstIndex(of: $0.key) ?? order.count }
      return (places[0], left.key) < (places[1], right.key)
    }.map(\.value)
    let servers = try await withThrowingTaskGroup(of: (Int, DiscoveredServer).self) { group in
      for (place, settings) in local.enumerated() {
        group.addTask {
          let preset = settings.preset
          // Deadlines of the user's own hold here, too; the usual ones are for models that think.
          let isUsual = settings.timeouts == Configuration.Timeouts()
          let discovery = ModelDiscovery(
            preset, key: settings.key(in: world), client: world.client(for: preset.baseURL),
            timeouts: isUsual ? ModelDiscovery.usualTimeouts : settings.timeouts.http)
          return (place, try await discovery.look())
        }
      }
      var found: [(Int, DiscoveredServer)] = []
      for try await one in group { found.append(one) }
      return found.sorted { $0.0 < $1.0 }.map(\.1)
    }
    return DiscoveryReport(servers: servers)
  }

  /// Prints the models to standard output and the rest to standard error.
  func print(asJSON: Bool, to console: Console) throws {
    if asJSON {
      try console.answer(json.text + "\n")
    } else if servers.contains(where: { !$0.models.isEmpty }) {
      for line in Table(rows, rightAligned: [1]).lines {
        try console.answer(sanitised(line) + "\n")
      }
    }
    for line in remarks { console.say(sanitised(line)) }
  }

  private var rows: [[String]] {
    [["model", "context", ""]]
      + servers.flatMap { server in
        server.models.map { model in
          var notes = model.details
          if let trained = model.trainedContext, trained != model.context {
            notes.append("made for \(grouped(trained))")
          }
          if server.setup(for: model) == nil { notes.append("no setup can name it") }
          return [
            "\(server.preset.name)/\(model.name)", model.context.map(grouped) ?? "?",
            notes.joined(separator: ", "),
          ]
        }
      }
  }

  private var remarks: [String] {
    var remarks: [String] = []
    for server in servers {
      switch server.outcome {
      case .serves(let models) where models.isEmpty:
        remarks.append("\(server.place) serves no model.")
      case .failed(let clause): remarks.append("\(server.place) is of no use: \(clause).")
      case .serves, .absent: break
      }
    }
    let absent = servers.filter { $0.outcome == .absent }.map(\.place)
    guard !absent.isEmpty else { return remarks }
    let isNothing = absent.count == servers.count
    remarks.append(
      isNothing
        ? "No local server answers: \(absent.joined(separator: ", ")). Start one, or say in the configuration where it listens, as in providers.ollama.baseURL."
        : "Nobody answers as \(absent.joined(separator: ", ")).")
    return remarks
  }

  private var json: JSONValue {
    let list: [JSONValue] = servers.map { server in
      let (status, problem): (String, String?) =
        switch server.outcome {
        case .serves: ("serves", nil)
        case .absent: ("absent", nil)
        case .failed(let clause): ("failed", clause)
        }
      let models: [JSONValue] = server.models.map { model in
        [
          "name": .string(model.name), "setup": server.setup(for: model).json,
          "context": model.context.map { JSONValue($0) } ?? .null,
          "trainedContext": model.trainedContext.map { JSONValue($0) } ?? .null,
          "details": .array(model.details.map { .string($0) }),
        ]
      }
      return [
        "provider": .string(server.preset.name), "baseURL": .string(server.shownURL),
        "status": .string(status), "problem": problem.json, "models": .array(models),
      ]
    }
    return ["servers": .array(list)]
  }
}

extension DiscoveredServer {
  /// The setup that is this model alone; nil when its name cannot be written in one.
  fileprivate func setup(for model: Model) -> String? {
    let name = "\(preset.name)/\(model.name)"
    guard case .model(name, nil)? = try? SetupNotation(parsing: name) else { return nil }
    return name
  }

  /// The URL without a password that may stand in it.
  fileprivate var shownURL: String { ServerAddress(preset.baseURL)?.shown ?? "?" }

  fileprivate var place: String { "\(preset.name) at \(shownURL)" }
}
