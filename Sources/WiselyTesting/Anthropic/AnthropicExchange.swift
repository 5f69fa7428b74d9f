// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Wisely

// One `POST /v1/messages`: check, answer, bill.
extension AnthropicUpstream {
  func exchange(
    _ body: JSONValue, number: Int, check: AnthropicHeaderCheck
  ) async throws -> LoopbackResponse {
    let requestID = "req_\(number)"
    let isStreamed = body["stream"]?.bool ?? false
    let requested = body["model"]?.string ?? ""
    let index = state.withLock { state in
      state.counters.calls.append(
        Call(requestID: requestID, requested: requested, isStreamed: isStreamed))
      return state.counters.calls.count - 1
    }
    do throws(AnthropicRejection) { try self.check(body, check, isCounting: false) } catch {
      update(index) { $0.state = .rejected }
      return reject(error, requestID)
    }
    let reply = try await reply(to: body)
    let messageID = "msg_\(number)"
    var reading = AnthropicUsageReading(writesForAnHour: Self.asksForAnHour(body))
    let model = reply.model ?? requested
    if case .status(let status, let type, let bytes) = reply.faults {
      update(index) { $0.state = .failed }
      let headers = [("request-id", requestID)] + (type.map { [("content-type", $0)] } ?? [])
      return .whole(status: status, headers: headers + reply.headers, body: bytes)
    }
    reading.merge(reply.openingUsage)
    reading.merge(isStreamed ? reply.closingUsage : reply.usage)
    let complete = reading.shares(model: model)
    update(index) { call in
      call.messageID = messageID
      call.complete = complete
    }
    state.withLock { $0.issued.add(reply, to: body) }
    let answer = AnthropicAnswer(
      reply: reply, requestID: requestID, messageID: messageID, requested: requested,
      isStreamed: isStreamed)
    return LoopbackResponse([
      .perform { [self] writer in
        try await perform(answer, writer, index: index, body: body)
      }
    ])
  }

  private func perform(
    _ answer: AnthropicAnswer, _ writer: LoopbackWriter, index: Int, body: JSONValue
  ) async throws {
    let model = answer.reply.model ?? answer.requested
    var reading = AnthropicUsageReading(writesForAnHour: Self.asksForAnHour(body))
    do {
      let ending = try await answer.send(to: writer) { event in
        reading.merge(event.data["message"]?["usage"] ?? event.data["usage"])
        let shares = reading.shares(model: model)
        update(index) { call in
          call.eventsSent += 1
          call.billed = shares
          if event.name == "message_stop" { call.state = .completed }
        }
      }
      update(index) { call in
        switch ending {
        case .complete: call.state = .completed
        case .broken: call.state = .broken
        case .failed: call.state = .failed
        }
      }
    } catch {
      // A client that goes after the last event has had everything.
      update(index) { if $0.state == .running { $0.state = .cancelled } }
      throw error
    }
  }

  private func update(_ index: Int, _ change: (inout Call) -> Void) {
    state.withLock { change(&$0.counters.calls[index]) }
  }

  /// Whether any breakpoint asks for an hour: what a cache write without a split may then be.
  private static func asksForAnHour(_ value: JSONValue) -> Bool {
    switch value {
    case .array(let elements): elements.contains(where: asksForAnHour)
    case .object(let object):
      object.members.contains { member in
        member.key == "cache_control" && member.value["ttl"] == "1h" || asksForAnHour(member.value)
      }
    default: false
    }
  }
}
