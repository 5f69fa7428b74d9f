// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@testable import WiselyProviders

@Suite(.timeLimit(.minutes(5))) struct OpenAIBatchTests {
  private func batches(_ url: String, _ name: String = "openai") throws -> OpenAIBatches {
    let preset = try #require(OpenAIPreset(named: name))
    let key = KeySource(try #require(Secret("sk-test")))
    return try #require(
      OpenAIBatches(configuration: OpenAIConfiguration(preset, baseURL: url), key: key))
  }

  private func item(_ name: String, _ model: ModelID = "gpt-6-luna") -> BatchItem {
    BatchItem(name: name, model: model, request: ModelRequest("Say \(name)."))
  }

  /// The words of a request in either dialect.
  private static func words(_ body: JSONValue) -> String {
    let content = (body["input"] ?? body["messages"])?.array?.last?["content"]
    return content?.string ?? content?[0]?["text"]?.string ?? ""
  }

  @Test(
    "A batch is made, waited for and read, each answer under its own name",
    arguments: [("openai", "gpt-6-luna"), ("groq", "groq/llama-4")])
  func whole(preset: String, model: String) async throws {
    let upstream = OpenAIUpstream(batchPolls: 2) { body in
      switch Self.words(body) {
      case "Say b.": .failure(429, code: "rate_limit_exceeded", message: "Busy.")
      case "Say c.": OpenAIReply([], fault: .silence)
      case "Say d.": OpenAIReply([.refusal("I will not.")])
      case let words:
        OpenAIReply([.text("I say \(words)")], usage: .init(input: 100, output: 20))
      }
    }
    try await upstream.run { url in
      let batches = try batches(url, preset)
      let made = try await batches.create(["a", "b", "c", "d"].map { item($0, ModelID(model)) })
      #expect(!made.hasEnded)
      // Nobody has read the file yet.
      #expect(made.requests == nil)
      for _ in 0..<2 {
        let batch = try await batches.batch(made.id)
        #expect(!batch.hasEnded)
        #expect(batch.requests == 4)
        #expect(batch.processing == 4)
      }
      let ended = try await batches.batch(made.id)
      #expect(ended.hasEnded)
      #expect(ended.requests == 4)
      #expect(ended.processing == 0)
      #expect(ended.failure == nil)
      #expect(try #require(ended.ended) - #require(ended.created) == .seconds(60))
      #expect(try await batches.newest().map(\.id) == [made.id])
      let outcomes = try await batches.outcomes(of: made.id)
      guard case .answered(let answer)? = outcomes["a"], case .failed(let busy)? = outcomes["b"],
        case .failed(let late)? = outcomes["c"], case .answered(let refusal)? = outcomes["d"]
      else {
        Issue.record("\(outcomes)")
        return
      }
      #expect(answer.text == "I say Say a.")
      #expect(answer.model == ModelID(model))
      #expect(answer.usage.map(\.usage) == [Usage(input: 100, output: 20)])
      #expect(answer.usage.map(\.service.isBatch) == [true])
      #expect(busy.code == .rateLimited)
      #expect(busy.message == "Busy (status 429).")
      #expect(late.code == .timedOut)
      #expect(refusal.stopReason == .refusal)
    }
    #expect(upstream.rejections.isEmpty, "\(upstream.rejections)")
    #expect(upstream.requests.allSatisfy { $0.headers["authorization"] == "Bearer sk-test" })
  }

  @Test("A stop sequence that nobody would mind is refused before anything is sent")
  func stops() async throws {
    let upstream = OpenAIUpstream()
    try await upstream.run { url in
      var stopped = item("a")
      stopped.request.options.stopSequences = ["END"]
      let batches = try batches(url)
      let error = #expect(throws: ModelError(.invalidRequest, "")) { try batches.size(of: stopped) }
      #expect(error?.isUnsent == true)
      _ = await #expect(throws: ModelError(.invalidRequest, "")) {
        try await batches.create([stopped])
      }
    }
    #expect(upstream.requests.isEmpty)
  }

  @Test("A batch of a model of OpenAI's costs half")
  func half() throws {
    let day = try #require(CalendarDay("2026-11-24"))
    func cost(_ isBatch: Bool) throws -> Money {
      try #require(
        PriceCatalogue.builtIn.cost(
          of: ModelUsage(
            model: "gpt-6-luna", usage: Usage(input: 1_000_000, output: 1_000_000),
            service: Service(isBatch: isBatch)), on: day
        ).amount)
    }
    #expect(try cost(true) + cost(true) == cost(false))
  }

  @Test("A batch that is turned down once its file is read says why, with the line")
  func failed() async throws {
    let upstream = OpenAIUpstream()
    try await upstream.run { url in
      let batches = try batches(url)
      let made = try await batches.create([item("a"), item("b"), item("a")])
      let ended = try await batches.batch(made.id)
      #expect(ended.hasEnded)
      #expect(ended.requests == nil)
      #expect(ended.failure?.code == .invalidRequest)
      #expect(
        ended.failure?.message.hasSuffix(
          "turned the batch down: The custom_id 'a' is not unique. (line 3 of its file)") == true)
      #expect(try await batches.outcomes(of: made.id).isEmpty)
    }
  }

  @Test("Where the file is not taken there is no batch; where the batch is not, no file is left")
  func rejected() async throws {
    let upstream = OpenAIUpstream()
    try await upstream.run { url in
      // This server has its files and batches elsewhere.
      let lost = try batches(url + "/elsewhere")
      let error = await #expect(throws: ModelError.self) { try await lost.create([item("a")]) }
      #expect(error?.isUnsent == true)
      #expect(error?.status == 404)
    }
    try await withLoopbackServer({ request in
      switch (request.method, request.path) {
      case ("POST", "/v1/files"): .whole(body: Array(#"{"id":"file-7"}"#.utf8))
      case ("DELETE", _): .whole(body: Array("{}".utf8))
      default:
        .whole(
          status: 400, body: Array(#"{"error":{"message":"No batches for sk-test."}}"#.utf8))
      }
    }) { server in
      let batches = try batches(server.url + "/v1")
      let error = await #expect(throws: ModelError.self) { try await batches.create([item("a")]) }
      #expect(error?.isUnsent == false)
      #expect(error?.message.contains("No batches for") == true)
      #expect(error?.message.contains("sk-test") == false)
      #expect(
        server.requests.map { "\($0.method) \($0.path)" } == [
          "POST /v1/files", "POST /v1/batches", "DELETE /v1/files/file-7",
        ])
    }
  }

  @Test("The same requests are the same form, and its boundary stands in none of them")
  func form() {
    let file = Array(#"{"custom_id":"a","body":"--wisely-"}"#.utf8) + [UInt8(ascii: "\n")]
    let form = BatchUpload(file: file)
    #expect(form.body == BatchUpload(file: file).body)
    let text = String(decoding: form.body, as: UTF8.self)
    let boundary = form.contentType.split(separator: "boundary=").last ?? ""
    #expect(boundary.utf8.count == 39)
    #expect(text.split(separator: "--\(boundary)").count == 3)
    #expect(text.hasSuffix("\n\r\n--\(boundary)--\r\n"))
  }

  @Test(
    "Servers without batches have none",
    arguments: OpenAIPreset.all.map(\.name).filter { !["openai", "groq"].contains($0) })
  func none(name: String) throws {
    let preset = try #require(OpenAIPreset(named: name))
    #expect(OpenAIBatches(configuration: OpenAIConfiguration(preset), key: nil) == nil)
  }
}
