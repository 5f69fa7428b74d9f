// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyProviders
import WiselyTesting

/// A schema for the answer, as each dialect says it.
@Suite(.timeLimit(.minutes(5))) struct AnswerSchemaTests {
  private let bench = ProviderBench()
  private let schema: JSONValue = ["type": "object", "properties": ["city": ["type": "string"]]]

  private var request: ModelRequest {
    var request = ModelRequest("Where?", options: GenerationOptions(effort: .low))
    request.answerSchema = schema
    return request
  }

  @Test("The Messages API gets it beside the effort")
  func messages() async throws {
    let upstream = AnthropicUpstream(.text(#"{"city": "Bern"}"#))
    try await upstream.run { url in
      let model = AnthropicModel(
        "claude-opus-5-5", configuration: AnthropicConfiguration(baseURL: url),
        key: KeySource("sk-test"), client: bench.client)
      let answer = try await model.respond(to: request)
      #expect(answer.json == ["city": "Bern"])
    }
    let output = upstream.requests.first?.body["output_config"]
    #expect(output?["format"] == ["type": "json_schema", "schema": schema])
    #expect(output?["effort"] == "low")
    #expect(upstream.rejections.isEmpty)
  }

  @Test("Both of OpenAI's dialects get it in their own words", arguments: [false, true])
  func openAI(isResponses: Bool) async throws {
    let upstream = OpenAIUpstream(.text(#"{"city": "Bern"}"#))
    try await upstream.run { url in
      let configuration = OpenAIConfiguration(.openAI, baseURL: url)
      let key = KeySource("sk-test")
      let model: any LanguageModel =
        isResponses
        ? ResponsesModel("gpt-6-luna", configuration: configuration, key: key, client: bench.client)
        : ChatModel("gpt-6-luna", configuration: configuration, key: key, client: bench.client)
      let answer = try await model.respond(to: request)
      #expect(answer.json == ["city": "Bern"])
    }
    let body = upstream.requests.first?.body
    let sent =
      isResponses
      ? body?["text"]?["format"]?["schema"]
      : body?["response_format"]?["json_schema"]?["schema"]
    #expect(sent == schema)
  }
}
