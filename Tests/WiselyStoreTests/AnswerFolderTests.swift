// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing
import Wisely
import WiselyStore

@Suite(.timeLimit(.minutes(5))) struct AnswerFolderTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/answers" }

  init() throws { folder = try TemporaryFolder() }

  private func exchange(_ key: String, _ words: String) -> Exchange {
    let message = Message.assistant(words)
    return Exchange(
      model: "m", key: key, request: ModelRequest("Hi"),
      events: [Exchange.Moment(after: 1, event: .textDelta(words))], duration: 2,
      response: ModelResponse(id: "a", model: "m", message: message, stopReason: .endTurn))
  }

  private func mode(_ path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
  }

  @Test("What is kept is found again, by others too, and only its owner may read it")
  func keeps() async throws {
    let kept = exchange("k1", "Hello.")
    try await AnswerFolder(path).keep(kept)
    let other = try AnswerFolder(path)
    #expect(try await other.exchange(for: "k1") == kept)
    #expect(try await other.exchange(for: "k2") == nil)
    #expect(mode(path) == 0o700)
    #expect(mode(path + "/k1.json") == 0o600)
  }

  @Test("Of many who keep an answer to one question the first one stays, whole")
  func race() async throws {
    let path = path
    let first = try AnswerFolder(path)
    try await withThrowingTaskGroup { group in
      for number in 0..<20 {
        let words = String(repeating: "\(number) ", count: 2_000)
        let exchange = exchange("k", words)
        group.addTask { try await AnswerFolder(path).keep(exchange) }
      }
      try await group.waitForAll()
    }
    let kept = try await first.exchange(for: "k")
    try await first.keep(exchange("k", "late"))
    #expect(try await first.exchange(for: "k") == kept)
    #expect(kept?.response?.text.isEmpty == false)
  }

  @Test("A damaged file is named with the mend")
  func damaged() async throws {
    let answers = try AnswerFolder(path)
    try await answers.keep(exchange("k", "Hello."))
    #expect(truncate(path + "/k.json", 40) == 0)
    let error = await #expect(throws: StoreError.self) { try await answers.exchange(for: "k") }
    #expect(error?.code == .corrupt)
    #expect(error?.message.contains("delete it, and the question is asked anew") == true)
  }

  @Test("A folder that cannot be made is refused")
  func refused() throws {
    let error = #expect(throws: StoreError.self) { try AnswerFolder(folder.path + "/a/b") }
    #expect(error?.message.hasSuffix("/a/b cannot be made: no such file or directory.") == true)
  }
}

@Suite(.timeLimit(.minutes(5))) struct LineLogTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test("Lines of several writers stay whole, and a cut line swallows none")
  func lines() async throws {
    let path = folder.path + "/log"
    let first = try LineLog(path: path)
    #expect(first.isEmpty)
    try await first.append(Array("cut".utf8))
    let second = try LineLog(path: path)
    try await withThrowingTaskGroup { group in
      for number in 0..<50 {
        group.addTask {
          try await (number % 2 == 0 ? first : second).append(Array("\(number)\n".utf8))
        }
      }
      try await group.waitForAll()
    }
    #expect(!first.isEmpty)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(lines.first == "cut")
    #expect(Set(lines.dropFirst().compactMap { Int($0) }) == Set(0..<50))
    #expect(lines.count == 51)
  }
}
