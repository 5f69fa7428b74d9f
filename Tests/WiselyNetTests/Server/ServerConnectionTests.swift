// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import WiselyTesting

@testable import WiselyNet

@Suite("A connection of a server", .timeLimit(.minutes(5)))
struct ServerConnectionTests {
  @Test(
    "What has arrived is not late, however late the thread looks at it",
    arguments: [[], [97]] as [[UInt8]])
  func late(sent: [UInt8]) async throws {
    var ends: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    try #require(socketpair(AF_UNIX, type, 0, &ends) == 0)
    defer { close(ends[1]) }
    let isWaiting = Gate()
    let connection = ServerConnection(descriptor: ends[0], wakeUp: { isWaiting.open() })
    let deadline = ContinuousClock.now
    async let arrival = connection.read(until: deadline)
    try await isWaiting.wait()
    #expect(send(ends[1], sent, sent.count, 0) == sent.count)
    _ = connection.interest(at: deadline)
    #expect(await arrival == (sent.isEmpty ? .timedOut : .bytes(sent)))
    connection.shut()
  }
}
