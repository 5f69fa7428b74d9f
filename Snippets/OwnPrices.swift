// SPDX-License-Identifier: Apache-2.0

import Wisely

let house = PriceCatalogue(
  version: "house-1", source: "our contract",
  sheets: [
    PriceSheet(
      id: "house/llama", rates: .perMillion(input: Money(cents: 10), output: Money(cents: 40))),
    PriceSheet(id: "lab/*", rates: .free),
  ])
let catalogue = PriceCatalogue.builtIn.layered(under: house)

let usage = Usage(input: 1_205, output: 1_200)
guard let day = CalendarDay("2026-11-24") else { fatalError("There is no such day.") }
for model: ModelID in ["house/llama", "lab/anything", "claude-haiku-4-5", "nobody/knows"] {
  print(model, catalogue.cost(of: ModelUsage(model: model, usage: usage), on: day))
}

let file = """
  {
    "version": "house-2",
    "source": "our contract",
    "models": [
      {
        "id": "house/llama",
        "prices": [
          {
            "from": "2026-01-01",
            "tiers": [
              {"over": 0, "in": "0.10", "out": "0.40", "read": "0.01"},
              {"over": 128000, "in": "0.20", "out": "0.60"}
            ]
          }
        ],
        "factors": {"batch": "0.5"},
        "context": 256000, "max_output": 16000
      },
      {"id": "lab/*", "free": true}
    ]
  }
  """
let read = try PriceCatalogue(parsing: Array(file.utf8), file: "prices.json")
let long = ModelUsage(model: "house/llama", usage: Usage(input: 200_000, output: 1_000))
print(read.cost(of: long, on: day))

do {
  let misspelt = file.replacing("max_output", with: "maxoutput")
  _ = try PriceCatalogue(parsing: Array(misspelt.utf8), file: "prices.json")
} catch {
  print(error)
}

let list = """
  {"gpt-x": {
    "litellm_provider": "openai", "mode": "chat",
    "input_cost_per_token": 1e-6, "output_cost_per_token": 2.5e-6}}
  """
let imported = try PriceCatalogue(
  importingLiteLLM: Array(list.utf8), file: "model_prices.json", from: day)
let step = ModelUsage(model: "gpt-x", usage: usage)
print(imported.version, imported.cost(of: step, on: day))
