// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A reply on its way to one client.
struct AnthropicAnswer: Sendable {
  /// What became of it when nobody left.
  enum Outcome { case complete, broken, failed }

  let reply: AnthropicReply
  let requestID: String
  let messageID: String
  let requested: String
  let isStreamed: Bool

  /// Sends the answer; the closure is told of each event whose bytes the kernel has taken.
  func send(
    to writer: LoopbackWriter, didSend: (AnthropicEvent) -> Void
  ) async throws -> Outcome {
    switch reply.faults {
    case .silence:
      try await writer.clientLeft()
      throw LoopbackError(.clientLeft)
    case .lost(let resetting):
      writer.close(resetting: resetting)
      return .broken
    case .cutHead(let resetting):
      try await writer.write(Array(LoopbackResponse.head(status: 200, headers: headers).prefix(40)))
      writer.close(resetting: resetting)
      return .broken
    default: break
    }
    return isStreamed
      ? try await stream(to: writer, didSend) : try await whole(to: writer, didSend)
  }

  private var headers: [(String, String)] {
    [
      ("content-type", isStreamed ? "text/event-stream; charset=utf-8" : "application/json"),
      ("request-id", requestID), ("anthropic-organization-id", "00000000-test"),
    ] + reply.headers
  }

  // MARK: - Whole

  private func whole(
    to writer: LoopbackWriter, _ didSend: (AnthropicEvent) -> Void
  ) async throws -> Outcome {
    let message = reply.message(id: messageID, model: requested)
    var bytes = message.bytes
    var end = bytes.count
    var ending: AnthropicReply.Ending?
    switch reply.faults {
    case .errorEvent(let type, let words, _):
      let rejection = AnthropicRejection(AnthropicReply.status(of: type), type, words)
      try await writer.write(
        LoopbackResponse.whole(
          status: rejection.status, headers: headers, body: rejection.body(requestID).bytes
        ).bytes)
      return .failed
    case .cut(_, let how), .ends(_, let how):
      (end, ending) = (bytes.count / 2, how)
      if how == .tidy { bytes = Array(bytes[..<end]) }
    case .stalls: end = bytes.count / 2
    default: break
    }
    let length = ("content-length", String(bytes.count))
    let head = LoopbackResponse.head(status: 200, headers: headers + [length])
    let middle = end / 2
    if let gate = reply.gate {
      try await writer.write(head + bytes[..<middle])
      try await writer.wait(for: gate)
      try await writer.write(Array(bytes[middle..<end]))
    } else {
      try await writer.write(head + bytes[..<end])
    }
    if case .stalls = reply.faults { try await stall(writer) }
    if let ending {
      if ending != .tidy { writer.close(resetting: ending == .reset) }
      return .broken
    }
    didSend(AnthropicEvent(name: "message_stop", data: ["message": message]))
    return .complete
  }

  // MARK: - Streamed

  private func stream(
    to writer: LoopbackWriter, _ didSend: (AnthropicEvent) -> Void
  ) async throws -> Outcome {
    var plan = AnthropicStreamPlan(reply, id: messageID, model: requested)
    var head = LoopbackResponse.head(
      status: 200, headers: headers + [("transfer-encoding", "chunked")])
    func writeHead() async throws {
      try await writer.write(head)
      head = []
    }
    // In one write with the first events, if they are all in one: a client's patience with the next
    // piece begins with the head, and this task may have to wait for its turn between two writes.
    if reply.style.cut != .nowhere { try await writeHead() }
    while let step = plan.next() {
      switch step {
      case .write(let bytes):
        try await writer.write(head + LoopbackResponse.chunk(bytes))
        head = []
      case .wait(let gate):
        try await writeHead()
        try await writer.wait(for: gate)
      case .sent(let event): didSend(event)
      }
    }
    try await writeHead()
    // Before the end of the body, which would not be a stall.
    if plan.stalls { try await stall(writer) }
    switch plan.ending {
    case .tidy?, nil: try await writer.write(LoopbackResponse.lastChunk)
    case .closed?: writer.close()
    case .reset?: writer.close(resetting: true)
    }
    return plan.ending == nil ? .complete : .broken
  }

  private func stall(_ writer: LoopbackWriter) async throws {
    try await writer.clientLeft()
    throw LoopbackError(.clientLeft)
  }
}
