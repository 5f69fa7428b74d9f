// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import WiselyNet

@Suite("What leaves of a request") struct SendingTests {
  /// Hands out a body of three bytes, two at a time, and counts how often it was said to be sent.
  private final class Sender: Sendable {
    let sent = Mutex(0)

    func transfer() -> Transfer {
      Transfer(HTTPRequest(method: "POST", url: "http://test", body: [1, 2, 3]), HTTPTimeouts()) {
        self.sent.withLock { $0 += 1 }
      }
    }
  }

  private func part(of context: TransferContext) -> [UInt8]? {
    var bytes: [UInt8] = [0, 0]
    let count = bytes.withUnsafeMutableBytes { context.send(into: $0) }
    return count.map { Array(bytes.prefix($0)) }
  }

  @Test("A request is said to be sent with its last part, once")
  func whole() {
    let sender = Sender()
    let context = TransferContext(sender.transfer(), now: .now)
    #expect(part(of: context) == [1, 2])
    #expect(sender.sent.withLock { $0 } == 0)
    #expect(part(of: context) == [3])
    #expect(part(of: context) == [])
    #expect(sender.sent.withLock { $0 } == 1)
  }

  @Test("The last part of a request whose caller has left does not leave")
  func left() {
    let sender = Sender()
    let transfer = sender.transfer()
    let context = TransferContext(transfer, now: .now)
    #expect(part(of: context) == [1, 2])
    transfer.finish(CancellationError())
    #expect(part(of: context) == nil)
    #expect(sender.sent.withLock { $0 } == 0)
  }
}
