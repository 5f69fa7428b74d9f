// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct TemperatureTests {
  /// What a model is sent for a wish, and how the notice begins, if there is one.
  typealias Case = (
    dialect: Dialect, model: ModelID, wish: Double, effort: Effort?, sent: Double?,
    notice: String?
  )

  static let cases: [Case] = [
    (.anthropicMessages, "claude-haiku-4-5", 0, nil, 0, nil),
    (.anthropicMessages, "claude-haiku-4-5", 0.25, Effort.none, 0.25, nil),
    (
      .anthropicMessages, "claude-haiku-4-5", 1.5, nil, 1,
      "claude-haiku-4-5 takes temperatures up to 1.0"
    ),
    (
      .anthropicMessages, "claude-haiku-4-5", 0, .low, nil,
      "claude-haiku-4-5 takes no temperature while it thinks"
    ),
    (
      .anthropicMessages, "claude-opus-4-6", 0, .low, nil,
      "claude-opus-4-6 takes no temperature while it thinks"
    ),
    (
      .anthropicMessages, "claude-opus-4-7", 0, nil, nil, "claude-opus-4-7 takes no temperature;"
    ),
    (
      .anthropicMessages, "claude-haiku-5-5", 1, nil, nil, "claude-haiku-5-5 takes no temperature;"
    ),
    (.anthropicMessages, "nobody-knows", 0.5, nil, 0.5, nil),
    (.openAIChat, "gpt-4.1", 2, nil, 2, nil),
    (.openAIResponses, "gpt-4o-mini", 0, .high, 0, nil),
    (.openAIChat, "gpt-6-luna", 0, Effort.none, 0, nil),
    (.openAIResponses, "gpt-6-luna", 0, Effort.none, 0, nil),
    (
      .openAIChat, "gpt-6-luna", 0, nil, nil,
      "gpt-6-luna takes no temperature unless its effort is 'none'"
    ),
    (
      .openAIResponses, "gpt-6.1-sol", 0, .low, nil,
      "gpt-6.1-sol takes no temperature unless its effort is 'none'"
    ),
    (.openAIChat, "offline-small", 0.7, nil, 0.7, nil),
  ]

  private func written(
    _ dialect: Dialect, _ model: ModelID, _ request: ModelRequest,
    deviations: OpenAIDeviations = OpenAIDeviations(), takesSampling: Bool = true
  ) throws -> (body: JSONValue, notices: [Notice]) {
    let known = PriceCatalogue.builtIn.sheet(for: model)?.statedCapabilities
    switch dialect {
    case .anthropicMessages:
      let writer = AnthropicRequest(
        model: model, capabilities: known, takesSampling: takesSampling)
      return (try writer.body(for: request), writer.notices(for: request))
    case .openAIChat:
      let writer = ChatRequest(model: model, capabilities: known, deviations: deviations)
      return (try writer.body(for: request), writer.notices(for: request))
    case .openAIResponses:
      let writer = ResponsesRequest(model: model, capabilities: known, deviations: deviations)
      return (try writer.body(for: request), writer.notices(for: request))
    }
  }

  private func asking(_ temperature: Double?, effort: Effort? = nil) -> ModelRequest {
    var request = ModelRequest("Hi")
    request.options.temperature = temperature
    request.options.effort = effort
    return request
  }

  @Test("A temperature is sent where the model takes it, and its absence is said", arguments: cases)
  func sent(_ one: Case) throws {
    let (body, notices) = try written(
      one.dialect, one.model, asking(one.wish, effort: one.effort))
    #expect(body["temperature"]?.double == one.sent)
    #expect(notices.count == (one.notice == nil ? 0 : 1))
    if let words = one.notice {
      #expect(notices.first?.code == .temperatureDropped)
      #expect(notices.first?.message.hasPrefix(words) == true, "\(notices)")
    }
  }

  @Test("No wish is no field and no notice", arguments: Dialect.allCases)
  func absent(dialect: Dialect) throws {
    for model: ModelID in ["claude-opus-5-5", "gpt-6-luna", "nobody-knows"] {
      let (body, notices) = try written(dialect, model, asking(nil))
      #expect(body["temperature"] == nil)
      #expect(notices.isEmpty)
    }
  }

  @Test("The newer version of the Messages API takes none of any model")
  func version() throws {
    let (body, notices) = try written(
      .anthropicMessages, "claude-haiku-4-5", asking(0), takesSampling: false)
    #expect(body["temperature"] == nil)
    #expect(notices.map(\.code) == [.temperatureDropped])
  }

  @Test("Servers other than OpenAI's take it together with reasoning")
  func imitators() throws {
    let vllm = OpenAIDeviations.common(maker: "vllm")
    let (body, notices) = try written(
      .openAIChat, "vllm/own", asking(0.5, effort: .low), deviations: vllm)
    #expect(body["temperature"]?.double == 0.5 && body["reasoning_effort"] == "low")
    #expect(notices.isEmpty)
  }

  @Test(
    "What is no temperature anywhere is refused with a sentence", arguments: Dialect.allCases,
    [-0.1, 2.1, .nan, .infinity])
  func impossible(dialect: Dialect, wish: Double) {
    let error = #expect(throws: ModelError.self) {
      try written(dialect, "offline-small", asking(wish))
    }
    #expect(error?.code == .invalidRequest && error?.isUnsent == true)
    #expect(error?.message.contains("between 0 and 2") == true)
  }

  /// A request that is one in every dialect.
  private static func client(_ temperature: String) throws -> JSONValue {
    try JSONValue(
      parsing: Array(
        #"{"model":"m","messages":[],"input":[],"temperature":\#(temperature)}"#.utf8))
  }

  @Test("A client's temperature is read in its dialect, and is part of no other member")
  func clients() throws {
    for dialect in Dialect.allCases {
      let read = try ClientRequest(dialect, Self.client("0.5"))
      #expect(read.request.options.temperature == 0.5)
      for other in Dialect.allCases {
        #expect(!read.request.membersLost(in: other).contains("temperature"))
      }
    }
    for (dialect, highest) in [(Dialect.anthropicMessages, "1"), (.openAIChat, "2")] {
      let body = try Self.client("2.5")
      let error = #expect(throws: ModelError.self) { try ClientRequest(dialect, body) }
      #expect(error?.message == "'temperature' has to be a number from 0 to \(highest).")
    }
  }

  @Test("A model of which the catalogue knows only prices is asked for efforts all the same")
  func pricedOnly() throws {
    let sheet = try #require(PriceCatalogue.builtIn.sheet(for: "gpt-6-luna"))
    #expect(sheet.statedCapabilities == nil)
    let (body, _) = try written(.openAIResponses, "gpt-6-luna", asking(nil, effort: .low))
    #expect(body["reasoning"] == ["effort": "low"])
    #expect(PriceCatalogue.builtIn.sheet(for: "gpt-4.1")?.statedCapabilities?.takesSampling == true)
  }
}
