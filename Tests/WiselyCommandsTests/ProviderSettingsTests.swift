// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely
import WiselyProviders
import WiselyWire

@testable import WiselyCommands

@Suite struct ProviderSettingsTests {
  private func read(_ text: String) throws -> Configuration {
    try ConfigurationReader.read(Array(text.utf8), file: "c.json5")
  }

  @Test("Without a configuration the presets are the providers")
  func presets() throws {
    #expect(try read("{}").providers.keys.sorted() == OpenAIPreset.all.map(\.name).sorted())
    #expect(try read("{ providers: {} }") == Configuration())
  }

  @Test("An entry changes of a preset what it says, and nothing else")
  func changed() throws {
    let providers = try read(
      """
      { providers: { deepseek: {
        baseURL: "http://127.0.0.1:1", keyCommand: ["pass"], stream: false, retries: 7,
        timeouts: { total: 9 },
      } } }
      """
    ).providers
    let settings = try #require(providers["deepseek"])
    let preset = try #require(OpenAIPreset(named: "deepseek"))
    var expected = ProviderSettings(preset)
    expected.preset.baseURL = "http://127.0.0.1:1"
    expected.keyCommand = ["pass"]
    expected.streams = false
    expected.retries = 7
    expected.timeouts.total = 9
    #expect(settings == expected)
    #expect(settings.preset.keyVariable == "DEEPSEEK_API_KEY")
    #expect(providers["mistral"] == ProviderSettings.presets["mistral"])
  }

  @Test("A new provider has every deviation that it says")
  func added() throws {
    let settings = try #require(
      try read(
        """
        { providers: { house: {
          baseURL: "https://llm.example.org/v1", keyVariable: "K", local: true, dialect: "responses",
          systemRole: "developer", limitField: "max_completion_tokens", effortField: "thinking",
          efforts: ["none", "max"], effortWithTools: false,
          temperatureWithReasoning: false, replaysReasoning: true,
          demandsReasoning: true, callIDs: "nine-characters", asksForUsage: false,
        } } }
        """
      ).providers["house"])
    let preset = settings.preset
    #expect(preset.name == "house")
    #expect(preset.keyVariable == "K")
    #expect(preset.isLocal && preset.prefersResponses)
    var expected = OpenAIDeviations(
      maker: "house", systemRole: "developer", limitField: "max_completion_tokens",
      effortField: .switched, efforts: [.none, .max], takesEffortWithTools: false,
      takesTemperatureWithReasoning: false,
      replaysReasoning: true, demandsReasoning: true, callIDs: .nineCharacters,
      asksForUsage: false, writtenLifetime: nil)
    expected.emptyContent = ""
    #expect(preset.deviations == expected)
  }

  @Test("Null takes a preset's key away")
  func noKey() throws {
    let providers = try read(
      "{ providers: { vllm: { keyVariable: 'K' }, groq: { keyVariable: null } } }"
    )
    .providers
    #expect(providers["vllm"]?.preset.keyVariable == "K")
    #expect(providers["groq"]?.preset.keyVariable == nil)
  }

  @Test(
    "A mistake is one sentence with its line and the field",
    arguments: [
      ("olama: {}", "there is no provider \"olama\"; did you mean \"ollama\"?"),
      ("house: { retries: 1 }", "there is no provider \"house\"; a new one needs its \"baseURL\"."),
      (
        "'a b': { baseURL: 'http://x' }",
        "a provider's name is one word of letters, digits and - . _ :."
      ),
      (
        "'a/b': { baseURL: 'http://x' }",
        "a provider's name is one word of letters, digits and - . _ :."
      ),
      ("house: 'http://x'", "'providers.house' must be an object in braces."),
      (
        "house: { baseURL: 'x' }",
        "'providers.house.baseURL' must begin with http:// or https://."
      ),
      (
        "house: { baseURL: 'http://x/v1/chat/completions/' }",
        "'providers.house.baseURL' must end before /chat/completions, which is added to it."
      ),
      (
        "anthropic: { baseURL: 'http://x/v1/messages' }",
        "'providers.anthropic.baseURL' must end before /messages, which is added to it."
      ),
      // It may be the key itself, so it is not repeated.
      (
        "openai: { keyVariable: 'sk-proj-1' }",
        "'providers.openai.keyVariable' must be the name of an environment variable, never the key itself."
      ),
      (
        "anthropic: { keyVariable: '' }",
        "'providers.anthropic.keyVariable' must be the name of an environment variable, never the key itself."
      ),
      ("openai: { baseUrl: 'http://x' }", "unknown key \"baseUrl\"; did you mean \"baseURL\"?"),
      (
        "openai: { key: 'sk-1' }",
        "no key may stand in this file; name the variable that holds it in \"keyVariable\"."
      ),
      (
        "openai: { dialect: 'messages' }",
        "'providers.openai.dialect' must be \"chat\" or \"responses\"."
      ),
      (
        "vllm: { efforts: ['hard'] }",
        "\"hard\" is no effort; the efforts are none, minimal, low, medium, high, xhigh, max."
      ),
      ("vllm: { keyCommand: [] }", "the key command is empty."),
      ("vllm: { local: 1 }", "'providers.vllm.local' must be true or false."),
    ])
  func mistake(entry: String, sentence: String) {
    let failure = #expect(throws: CommandFailure.self) { try read("{\n providers: { \(entry) } }") }
    #expect(failure?.message == "c.json5, line 2: \(sentence)")
    #expect(failure?.code == Exit.configuration)
  }

  @Test("A setup cannot have the name of a provider's model")
  func setupNames() {
    for name in ["anthropic/x", "openai/x", "house/x"] {
      let text = "{ providers: { house: { baseURL: 'http://x' } }, setups: { '\(name)': 'haiku' } }"
      let failure = #expect(throws: CommandFailure.self) { try read(text) }
      #expect(failure?.message.contains("means a model of the provider") == true)
    }
  }

  // MARK: - Names

  private func directory(_ text: String = "{}") throws -> ModelDirectory {
    let configuration = try read(text)
    return ModelDirectory(
      catalogue: try PriceFiles.catalogue(world: .testing(), configuration: configuration),
      configuration: configuration, day: ManualDay.today)
  }

  @Test(
    "A name says who is asked, and its spelling means the same again",
    arguments: [
      ("haiku", "claude-haiku-5-5", .anthropic), ("claude-new", "claude-new", .anthropic),
      ("anthropic/claude-haiku-4-5", "claude-haiku-4-5", .anthropic),
      ("anthropic/claude-new", "claude-new", .anthropic), ("anthropic/mine", "mine", .anthropic),
      ("anthropic/gpt-5.4", "gpt-5.4", .anthropic), ("gpt-5.4", "gpt-5.4", .provider("openai")),
      ("openai/gpt-5.4", "openai/gpt-5.4", .provider("openai")),
      ("openai/new", "openai/new", .provider("openai")),
      ("gemini/gemini-2.5-pro", "gemini/gemini-2.5-pro", .provider("gemini")),
      ("ollama/qwen3:8b", "ollama/qwen3:8b", .provider("ollama")),
      ("openrouter/z/some", "openrouter/z/some", .provider("openrouter")),
      ("house/m", "house/m", .provider("house")),
      ("dashscope/qwen3-max", "dashscope/qwen3-max", .provider("dashscope")),
      ("offline-small", "offline-small", .offline),
    ] as [(String, ModelID, ModelDirectory.Server)])
  func names(name: String, id: ModelID, server: ModelDirectory.Server) throws {
    let directory = try directory(
      "{ providers: { house: { baseURL: 'http://x' }, dashscope: { baseURL: 'http://y' } } }")
    let entry = try directory.entry(name)
    #expect(entry.id == id)
    #expect(entry.server == server)
    #expect(try directory.entry(entry.spelling) == entry)
  }

  @Test(
    "A model that nobody can be asked for is said to be that, with the mend",
    arguments: [
      (
        "dashscope/qwen3-max",
        "there is no provider 'dashscope'; add providers.dashscope with its baseURL"
      ),
      ("hous/m", "There is no model 'hous/m'"), ("gpt-5.44", "did you mean 'gpt-5.4'?"),
      ("ollama/", "There is no model 'ollama/'"), ("anthropic/", "There is no model 'anthropic/'"),
    ])
  func unreachable(name: String, clause: String) throws {
    let directory = try directory()
    let error = #expect(throws: SetupError.self) { try directory.entry(name) }
    #expect(error?.message.contains(clause) == true, "\(error?.message ?? "")")
  }

  @Test(
    "The native advisor is refused where it is not served",
    arguments: [
      "haiku+gpt-5.4", "gpt-5.4+opus", "offline-small+offline-large",
    ])
  func native(pair: String) throws {
    let configuration = try read("{ setups: { p: { use: '\(pair)', advisor: 'native' } } }")
    let bench = try Workbench(world: .testing(), configuration: configuration)
    let error = #expect(throws: SetupError.self) { try bench.resolve("p") }
    #expect(error?.message.contains("use advisor: \"own\"") == true)
  }

  // MARK: - Prices

  @Test("What is local is free by declaration, and what is not any more has no price")
  func prices() throws {
    func cost(_ model: ModelID, _ text: String) throws -> (Cost, String) {
      let catalogue = try directory(text).catalogue
      let step = ModelUsage(model: model, usage: Usage(input: 10, cacheWrite1h: 3, output: 1))
      return (catalogue.cost(of: step, on: ManualDay.today), catalogue.version)
    }
    let builtIn = PriceCatalogue.builtIn.version
    #expect(try cost("ollama/m", "{}") == (.priced(.zero), builtIn))
    #expect(try cost("house/m", "{}").0 == .unpriced)
    let house = "{ providers: { house: { baseURL: 'http://x', local: true } } }"
    #expect(try cost("house/m", house) == (.priced(.zero), builtIn + "+house:free"))
    let rented = "{ providers: { ollama: { local: false } } }"
    #expect(try cost("ollama/m", rented) == (.unpriced, builtIn + "+ollama:unpriced"))
  }

  // MARK: - Connections

  @Test(
    "A proxy is used for what it is meant for",
    arguments: [
      ("https://api.openai.com/v1", "s"), ("http://llm.example.org/v1", "p"),
      ("http://localhost:11434/v1", nil), ("http://127.0.0.1:8080", nil),
      ("https://[::1]:1/v1", nil),
      ("https://a.internal/v1", nil), ("https://internal", nil), ("https://xinternal", "s"),
      ("https://user:secret@exact.example:99/", nil), ("nonsense", nil),
    ] as [(String, String?)])
  func proxies(url: String, proxy: String?) {
    let world = World.testing([
      "HTTPS_PROXY": "s", "http_proxy": "p", "NO_PROXY": "exact.example, .internal",
    ])
    #expect(world.proxy(for: url) == proxy)
    #expect(World.testing(["https_proxy": "s", "no_proxy": "*"]).proxy(for: url) == nil)
  }

  @Test("An address is shown without what is nobody's business")
  func shown() {
    #expect(
      ServerAddress("https://user:secret@h.example:99/v1/")?.shown == "https://h.example:99/v1")
    #expect(ServerAddress("http://[::1]:8080")?.host == "::1")
    #expect(ServerAddress("ftp://x") == nil)
  }

  @Test("No child process sees a key of any provider")
  func children() throws {
    let configuration = try read(
      "{ providers: { house: { baseURL: 'http://x', keyVariable: 'HOUSE' } } }")
    let variables = configuration.keyVariables
    for name in ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "MISTRAL_API_KEY", "HOUSE"] {
      #expect(variables.contains(name))
    }
  }
}
