// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@Suite struct SetupBuilderTests {
  private func builder(
    _ models: [ScriptedModel],
    named: [String: (notation: SetupNotation, settings: SetupSettings)] = [:]
  ) -> SetupBuilder {
    SetupBuilder(
      makeModel: { leaf in
        guard let model = models.first(where: { $0.id.rawValue == leaf.name }) else {
          throw SetupError("There is no model '\(leaf.name)'.")
        }
        return model
      },
      named: { named[$0] },
      isSameOrWeaker: { left, right in
        let ranks = ["weak": 1, "strong": 2]
        guard let left = ranks[left.rawValue], let right = ranks[right.rawValue] else { return nil }
        return left <= right
      })
  }

  private func build(
    _ text: String, _ builder: SetupBuilder, _ settings: SetupSettings = SetupSettings()
  ) throws -> any LanguageModel {
    try builder.build(SetupNotation(parsing: text), settings: settings)
  }

  @Test(
    "Every notation becomes a model of that name",
    arguments: [
      "weak", "weak@low", "weak+strong", "strong..weak", "weak^strong", "(weak+strong)^strong",
    ])
  func notations(text: String) throws {
    let builder = builder([ScriptedModel("weak"), ScriptedModel("strong")])
    #expect(try build(text, builder).id.rawValue == text)
  }

  @Test("Calls carry the effort and the setup they belong to")
  func context() async throws {
    let weak = ScriptedModel("weak", .text("Done."))
    _ = try await build("weak@low", builder([weak])).respond(to: "Go.")
    let request = try #require(weak.requests.first)
    #expect(request.options.effort == .low)
    #expect(request.context.setup == "weak@low")
  }

  @Test(
    "An advisor that is no stronger is rejected unless allowed",
    arguments: ["strong+weak", "weak+weak", "weak@low+weak"])
  func peers(text: String) throws {
    let builder = builder([ScriptedModel("weak"), ScriptedModel("strong")])
    let error = #expect(throws: SetupError.self) { try build(text, builder) }
    #expect(error?.message.contains("allowPeer") == true)
    var settings = SetupSettings()
    settings.policy.allowsPeer = true
    #expect(try build(text, builder, settings).id.rawValue == text)
  }

  @Test("Named setups nest, and one made of itself is an error")
  func named() throws {
    let names: [String: (notation: SetupNotation, settings: SetupSettings)] = [
      "pair": (try SetupNotation(parsing: "weak+strong"), SetupSettings()),
      "loop": (try SetupNotation(parsing: "loop^strong"), SetupSettings()),
    ]
    let builder = builder([ScriptedModel("weak"), ScriptedModel("strong")], named: names)
    #expect(try build("pair^strong", builder).id.rawValue == "pair^strong")
    let error = #expect(throws: SetupError.self) { try build("loop", builder) }
    #expect(error?.message.contains("made of itself") == true)
  }

  @Test("A native advisor is handed to the provider, and only between two models")
  func native() throws {
    var settings = SetupSettings()
    settings.isAdvisorNative = true
    let builder = SetupBuilder(makeModel: { leaf in
      ScriptedModel(ModelID("\(leaf.name) advised by \(leaf.nativeAdvisor ?? "nobody")"))
    })
    let model = try #require(try build("weak+strong", builder, settings) as? SetupModel)
    #expect(model.base.id == "weak advised by strong")
    #expect(throws: SetupError.self) { try build("weak+strong@low", builder, settings) }
    #expect(throws: SetupError.self) { try build("(weak^strong)+strong", builder, settings) }
  }

  @Test("A builder with a catalogue knows what is weaker and what a hand-over costs")
  func catalogue() async throws {
    let builder = SetupBuilder(surroundings: ManualTime().surroundings) { leaf in
      guard let model = OfflineModel(id: ModelID(leaf.name)) else {
        throw SetupError("There is no model '\(leaf.name)' here.")
      }
      return model
    }
    #expect(try builder.build("offline-small+offline-large").id == "offline-small+offline-large")
    #expect(throws: SetupError.self) { try builder.build("offline-large+offline-small") }
    #expect(throws: SetupError.self) { try builder.build("offline-small+") }
    let tokens = Usage(cacheWrite5m: 1_000)
    let price = PriceCatalogue.builtIn.cost(
      of: ModelUsage(model: "offline-small", usage: tokens), at: ManualTime().now)
    #expect(price != .unpriced)
    #expect(builder.promptCost("offline-small", 1_000) == price)
  }
}
