// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyAssistant
import WiselyTesting

struct Forecast: Tool {
  struct Arguments: Decodable {
    var city: String
    var days: Int?
  }

  struct UnknownCity: Error, CustomStringConvertible {
    var city: String
    var description: String { "There is no weather station in \(city); ask for a larger town." }
  }

  let definition = ToolDefinition(
    name: "forecast", description: "The weather of the next days in a city.",
    inputSchema: [
      "type": "object", "required": ["city"],
      "properties": ["city": ["type": "string"], "days": ["type": "integer", "maximum": 10]],
    ])

  func call(_ arguments: Arguments) async throws -> String {
    guard arguments.city == "Bern" else { throw UnknownCity(city: arguments.city) }
    return "Sunny in \(arguments.city) for \(arguments.days ?? 1) days."
  }
}

let model = ScriptedModel(
  "scripted", .toolUse("forecast", ["city": "Ittigen"]),
  .toolUse("forecast", ["city": "Bern", "days": 2]), .text("Pack for sun."))
let result = try await ToolLoop(model: model, tools: [Forecast()]).run("What shall I pack?")
for call in result.toolCalls { print("\(call.use.input): \(call.result.text)") }
print(result.response.text, result.steps)

let asked = ScriptedModel("scripted", .toolUse("forecast", ["city": "Bern"]), .text("Sunny."))
var request = ModelRequest("How is the weather in Bern?", tools: [Forecast().definition])
var answer = try await asked.respond(to: request)
while answer.stopReason == .toolUse {
  request.transcript.append(answer.message)
  var results: [ToolResult] = []
  for call in answer.message.toolUses { results.append(try await Forecast().answer(call)) }
  request.transcript.append(.toolResults(results))
  answer = try await asked.respond(to: request)
}
print(answer.text)

func advice(on error: ModelError) -> String {
  switch error.code {
  case .rateLimited, .overloaded: "Again in \(error.retryAfter ?? .seconds(5))."
  case .budget, .unpriced: "Nothing was sent and nothing spent."
  case .authentication: "Look at the key."
  default: error.message
  }
}

let busy = ScriptedModel(
  "busy", .failure(ModelError(.rateLimited, "Slow down.", retryAfter: .seconds(2))))
do {
  _ = try await busy.respond(to: "Hello?")
} catch let error as ModelError {
  print(advice(on: error))
}

let slow = ScriptedModel(
  "slow", .turn(ScriptedModel.Turn(blocks: [.text("At last.")], gate: Gate())))
let task = Task { try await slow.respond(to: "Hello?") }
task.cancel()
do {
  _ = try await task.value
} catch is CancellationError {
  print("Cancelled.")
}
