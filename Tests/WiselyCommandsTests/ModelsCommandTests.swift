// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely
import WiselyProviders
import WiselyTesting

@testable import WiselyCommands

@Suite struct ModelsCommandTests {
  @Test("The list is as recorded")
  func text() async throws {
    let ran = await Ran.wisely(["models"])
    #expect(ran.status == 0)
    try Golden.expect(ran.output, equals: "models.txt")
    #expect(ran.errors.hasPrefix("US dollars per million tokens on 2026-11-24, catalogue "))
  }

  @Test("JSON has every model, with exact prices, and every setup")
  func json() async throws {
    let value = try JSONValue(parsing: await Ran.wisely(["models", "--json", "--all"]).output)
    let models = try #require(value["models"]?.array)
    #expect(models.count == PriceCatalogue.builtIn.sheets.count)
    let haiku = try #require(models.first { $0["id"] == "claude-haiku-5-5" })
    #expect(haiku["alias"] == "haiku")
    #expect(haiku["usdPerMillion"]?["input"] == "0.1")
    #expect(haiku["usdPerMillion"]?["cacheWrite5m"] == "0.125")
    let large = try #require(models.first { $0["id"] == "offline-large" })
    #expect(large["standIn"] == true)
    #expect(large["usdPerMillion"]?["output"] == "25")
    let setups = try #require(value["setups"]?.array)
    #expect(setups.map { $0["name"]?.string } == ModelsCommand.builtIn.map(\.notation))
  }

  @Test("Retired models are listed only when asked for")
  func retired() async throws {
    let usual = await Ran.wisely(["models"]).output
    let all = await Ran.wisely(["models", "--all"]).output
    #expect(!usual.contains("retired"))
    #expect(all.contains("retired"))
    #expect(all.contains("claude-3-5-haiku"))
    // Its last day was 2026-08-05, whatever the catalogue calls it.
    #expect(!usual.contains("claude-opus-4-1"))
    let before = ManualTime(Timestamp(microseconds: 1_780_000_000_000_000))
    #expect(await Ran.wisely(["models"], time: before).output.contains("claude-opus-4-1"))
  }

  @Test("Offline models are said to be stand-ins with invented prices")
  func standIns() async {
    let lines = await Ran.wisely(["models"]).output.split(separator: "\n")
      .filter { $0.hasPrefix("offline-") }
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.hasSuffix("stand-in, not a language model; invented price") })
  }

  @Test("Every built-in setup is a setup", arguments: ModelsCommand.builtIn.map(\.notation))
  func builtIn(notation: String) throws {
    let parsed = try SetupNotation(parsing: notation)
    for name in parsed.names {
      let day = ManualDay.today
      #expect(PriceCatalogue.builtIn.resolve(name, on: day) != nil, "\(name)")
    }
  }

  @Test("Configured setups are listed with their notation")
  func configured() async throws {
    let scratch = try Scratch()
    let file = try scratch.write(
      "{ setups: { cheap: 'haiku', pair: { use: 'haiku+opus' } } }", to: "c")
    let ran = await Ran.wisely(["models", "--config", file])
    #expect(ran.output.contains("  cheap                        configured: haiku\n"))
    let value = try JSONValue(
      parsing: await Ran.wisely(["models", "--config", file, "--json"]).output)
    #expect(
      value["setups"]?.array?.last == ["name": "pair", "use": "haiku+opus", "purpose": .null])
  }

  // MARK: - Discovery

  /// Looks with a configuration in which every preset's server is one of these URLs, or nowhere.
  private func discover(
    _ urls: [String: String], also: String = "", _ words: String...
  ) async throws -> Ran {
    try await withClosedPort { try await discover(urls, nowhere: $0, also: also, words) }
  }

  private func discover(
    _ urls: [String: String], nowhere: String, also: String, _ words: [String]
  ) async throws -> Ran {
    let scratch = try Scratch()
    let entries = OpenAIPreset.all.filter(\.isLocal).map {
      "\($0.name): { baseURL: '\(urls[$0.name] ?? nowhere)/v1', timeouts: { connect: 60 } }"
    }
    let text = "{ providers: { \(entries.joined(separator: ", ")) \(also) } }"
    let file = try scratch.write(text, to: "c.json5")
    var ran = await Ran.wisely(["models", "--discover", "--config", file] + words)
    ran.errors = ran.errors.replacing(nowhere, with: "http://nowhere")
    ran.output = ran.output.replacing(nowhere, with: "http://nowhere")
    return ran
  }

  private static func serving(
    _ answers: [String: JSONValue]
  ) -> LoopbackServer.Handler {
    { request in
      answers[request.path].map { .whole(body: $0.bytes) } ?? .whole(status: 404)
    }
  }

  private static let ollama = serving([
    "/v1/models": ["data": [["id": "qwen3:8b"], ["id": "a b\u{1B}[2J"]]],
    "/api/tags": ["models": [["name": "qwen3:8b", "details": ["parameter_size": "8.2B"]]]],
    "/api/ps": ["models": [["name": "qwen3:8b", "context_length": 4_096]]],
  ])
  private static let llamaCpp = serving([
    "/v1/models": ["data": [["id": "/models/q.gguf", "meta": ["n_ctx_train": 40_960]]]],
    "/props": ["default_generation_settings": ["n_ctx": 8_192]],
  ])

  @Test("Local servers are asked what they serve, those of the configuration too")
  func discovered() async throws {
    try await withLoopbackServer(Self.ollama) { ollama in
      try await withLoopbackServer(Self.llamaCpp) { llamaCpp in
        try await withLoopbackServer(Self.serving(["/v1/models": ["data": []]])) { house in
          let urls = ["ollama": ollama.url, "llamacpp": llamaCpp.url]
          let also = """
            , house: { baseURL: '\(house.url)/v1', local: true, timeouts: { connect: 60 } },
            rented: { baseURL: '\(house.url)/never', local: false }
            """
          let ran = try await discover(urls, also: also)
          #expect(ran.status == 0)
          #expect(
            ran.output == """
              model                    context
              ollama/qwen3:8b            4,096  8.2B
              ollama/a b\u{FFFD}[2J                 ?  no setup can name it
              llamacpp//models/q.gguf    8,192  made for 40,960

              """)
          #expect(
            ran.errors == """
              house at \(house.url)/v1 serves no model.
              Nobody answers as vllm at http://nowhere/v1, lmstudio at http://nowhere/v1.

              """)
          #expect(!house.requests.contains { $0.path.hasPrefix("/never") })
          let json = try JSONValue(parsing: try await discover(urls, also: also, "--json").output)
          let servers = try #require(json["servers"]?.array)
          #expect(
            servers.map { $0["status"]?.string }
              == ["serves", "serves", "absent", "absent", "serves"])
          #expect(
            servers[0]["models"]?[0] == [
              "name": "qwen3:8b", "setup": "ollama/qwen3:8b", "context": 4_096,
              "trainedContext": nil, "details": ["8.2B"],
            ])
          #expect(servers[0]["models"]?[1]?["setup"] == .null)
          #expect(servers[1]["models"]?[0]?["trainedContext"] == 40_960)
        }
      }
    }
  }

  @Test("Nothing found is one clear sentence")
  func nothing() async throws {
    let ran = try await discover([:])
    #expect(ran.status == 0)
    #expect(ran.output == "")
    let places = ["ollama", "llamacpp", "vllm", "lmstudio"].map { "\($0) at http://nowhere/v1" }
    #expect(
      ran.errors
        == "No local server answers: \(places.joined(separator: ", ")). Start one, or say in the configuration where it listens, as in providers.ollama.baseURL.\n"
    )
    let json = try JSONValue(parsing: try await discover([:], "--json").output)
    #expect(json["servers"]?.array?.allSatisfy { $0["status"] == "absent" } == true)
  }

  @Test("A server that is of no use is named with the reason, and its password is not")
  func useless() async throws {
    try await withLoopbackServer({ _ in .whole(status: 401) }) { server in
      let url = server.url.replacing("http://", with: "http://me:secret@")
      let ran = try await discover(["vllm": url])
      #expect(
        ran.errors.contains(
          "vllm at \(server.url)/v1 is of no use: it asks for a key, or for another one.\n"),
        "\(ran.errors)")
      #expect(!ran.errors.contains("secret"))
    }
  }
}
