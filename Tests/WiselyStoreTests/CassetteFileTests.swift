// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Wisely
import WiselyStore
import WiselyTesting

@Suite(.timeLimit(.minutes(5))) struct CassetteFileTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/session.jsonl" }
  private let surroundings = ManualTime().surroundings

  init() throws { folder = try TemporaryFolder() }

  private func record(_ question: String, _ answer: String) async throws {
    let model = RecordedModel(
      recording: ScriptedModel("m", .text(answer)),
      on: try await Cassette(recordingTo: path, hiding: ["hush-hush-0123"]),
      surroundings: surroundings)
    _ = try await model.respond(to: question)
  }

  @Test("A session that goes on in its file is replayed whole, without its secrets")
  func goesOn() async throws {
    try await record("One?", "1, hush-hush-0123.")
    try await record("Two?", "2.")
    let cassette = try await Cassette(replaying: path)
    let model = RecordedModel(replaying: "m", from: cassette, surroundings: surroundings)
    #expect(try await model.respond(to: "Two?").text == "2.")
    let first = try await model.respond(to: "One?").text
    #expect(first.hasPrefix("1, ") && !first.contains("hush"))
    #expect(cassette.unused == 0)
  }

  @Test("A file that holds something else is not written to")
  func foreign() async throws {
    let other = Data("dear diary\n".utf8)
    try other.write(to: URL(fileURLWithPath: path))
    await #expect(throws: ModelError(.recording, "")) { try await Cassette(recordingTo: path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == other)
  }

  @Test("A recording that is not there is named")
  func missing() async {
    let error = await #expect(throws: StoreError.self) { try await Cassette(replaying: path) }
    #expect(error?.message.contains(path) == true)
  }
}
