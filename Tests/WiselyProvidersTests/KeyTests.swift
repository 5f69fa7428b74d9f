// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Wisely
import WiselyProviders
import WiselyTesting

@Suite(.timeLimit(.minutes(5))) struct KeyTests {
  @Test("A key shows itself nowhere by accident")
  func hidden() throws {
    let secret = try #require(Secret("sk-secret-0123456789abcdef"))
    var dumped = ""
    dump(secret, to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
      #expect(!text.contains("secret-0123"))
    }
  }

  @Test("White space around a key is not part of it, and what cannot be a header is no key")
  func reading() {
    #expect(Secret(" sk-1\n")?.revealed == "sk-1")
    for text in ["", " \n", "two words", "line\nbreak", "ünicode", "bell\u{07}"] {
      #expect(Secret(text) == nil, "\(text)")
    }
  }

  @Test(
    "Servers quote keys, whole or cut short; neither is passed on",
    arguments: [
      "Incorrect API key provided: sk-secret-0123456789abcdef.",
      "Incorrect API key provided: sk-secret-012… (cut)", "key ending in 89abcdef is revoked",
    ])
  func redaction(message: String) throws {
    let secret = try #require(Secret("sk-secret-0123456789abcdef"))
    let clean = secret.redacted(from: message)
    #expect(clean.contains("(key)"))
    #expect(!clean.contains("secret-01") && !clean.contains("89abcdef"))
  }

  /// Counts how often it is asked, and answers when a gate opens.
  private final class Vault: Sendable {
    let asked = Mutex(0)
    let gate = Gate()
    let arrival = Gate()
    let failures: Int
    init(failures: Int = 0) { self.failures = failures }

    @Sendable func load() async throws -> Secret {
      let number = asked.withLock { asked in
        asked += 1
        return asked
      }
      arrival.open()
      try await gate.wait()
      guard number > failures, let secret = Secret("sk-\(number)") else {
        throw ModelError(.authentication, "locked")
      }
      return secret
    }
  }

  @Test("However many need the key at once, it is asked for once")
  func once() async throws {
    let vault = Vault()
    let source = KeySource(vault.load)
    let keys = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<50 { group.addTask { try await source.key().revealed } }
      try await vault.arrival.wait()
      vault.gate.open()
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(keys == Array(repeating: "sk-1", count: 50))
    #expect(vault.asked.withLock { $0 } == 1)
  }

  @Test("A failure reaches everybody who waited, and the next call asks again")
  func failure() async throws {
    let vault = Vault(failures: 1)
    let source = KeySource(vault.load)
    vault.gate.open()
    await #expect(throws: ModelError(.authentication, "")) { try await source.key() }
    #expect(try await source.key().revealed == "sk-2")
  }

  @Test("If the one who asks leaves, somebody else asks")
  func leaving() async throws {
    let vault = Vault()
    let source = KeySource(vault.load)
    let first = Task { try await source.key() }
    try await vault.arrival.wait()
    let second = Task { try await source.key().revealed }
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    vault.gate.open()
    let key = try await second.value
    #expect(key.hasPrefix("sk-"))
  }

  @Test("One who waits may leave without the others noticing")
  func waiterLeaves() async throws {
    let vault = Vault()
    let source = KeySource(vault.load)
    let first = Task { try await source.key().revealed }
    try await vault.arrival.wait()
    let waiters = (0..<10).map { _ in Task { try await source.key() } }
    waiters.forEach { $0.cancel() }
    for waiter in waiters {
      await #expect(throws: CancellationError.self) { try await waiter.value }
    }
    vault.gate.open()
    #expect(try await first.value == "sk-1")
  }

  @Test("A key comes from the environment when it is needed, and a missing one is named")
  func environment() async throws {
    let missing = KeySource.environment("WISELY_TEST_NO_SUCH_KEY")
    let error = await #expect(throws: ModelError.self) { try await missing.key() }
    #expect(error?.code == .authentication)
    #expect(error?.message.contains("WISELY_TEST_NO_SUCH_KEY") == true)
    // Every process has this one.
    #expect(try await KeySource.environment("PATH").key().revealed.isEmpty == false)
  }

  @Test("A key as text is used as it is, and what no header carries fails when it is needed")
  func text() async throws {
    #expect(try await KeySource("sk-1").key().revealed == "sk-1")
    await #expect(throws: ModelError(.authentication, "")) { try await KeySource("a b").key() }
  }
}
