// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

let haiku = AnthropicModel("claude-haiku-4-5", key: .environment("ANTHROPIC_API_KEY"))
let luna = ResponsesModel(
  "gpt-6-luna", configuration: OpenAIConfiguration(.openAI), key: .environment("OPENAI_API_KEY"))
let local = ChatModel("ollama/qwen3:8b", configuration: OpenAIConfiguration(.ollama))
let pair = AdvisedModel(executor: local, advisor: haiku)
print(pair.id, luna.id)

let client = HTTPClient(configuration: HTTPClientConfiguration(proxy: "http://proxy.lan:3128"))
let patient = AnthropicModel(
  "claude-opus-5-5",
  configuration: AnthropicConfiguration(timeouts: HTTPTimeouts(firstByte: .seconds(900))),
  key: .environment("ANTHROPIC_API_KEY"), client: client)
print(patient.id)

let anthropic = AnthropicUpstream(
  .toolUse("consult", ["question": "Train or van?"], id: "toolu_1"), .text("By train."))
let openAI = OpenAIUpstream(.text("proceed: The train."), .text(#"{"city": "Bern", "days": 3}"#))
let key = KeySource("sk-not-a-real-key")

try await anthropic.run { anthropicURL in
  try await openAI.run { openAIURL in
    let executor = AnthropicModel(
      "claude-haiku-4-5", configuration: AnthropicConfiguration(baseURL: anthropicURL), key: key)
    let advisor = ResponsesModel(
      "gpt-6-luna", configuration: OpenAIConfiguration(.openAI, baseURL: openAIURL), key: key)
    let pair = AdvisedModel(executor: executor, advisor: advisor)
    let answer = try await pair.respond(to: "How do we move?") { event in
      if case .consulting(let start) = event { print("[asking \(start.advisor)]") }
    }
    print(answer.text, answer.consultations.map(\.advice))

    try await structured(advisor)
  }
}

struct Stay: Decodable {
  var city: String
  var days: Int
}

func structured(_ model: any LanguageModel) async throws {
  var request = ModelRequest("Where do we stay, and how long?")
  request.answerSchema = [
    "type": "object", "additionalProperties": false, "required": ["city", "days"],
    "properties": ["city": ["type": "string"], "days": ["type": "integer"]],
  ]
  let stay = try await model.respond(to: request).decoded(as: Stay.self)
  print("\(stay.days) days in \(stay.city)")
}
