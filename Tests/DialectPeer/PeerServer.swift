// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Wisely
import WiselyNet
import WiselyTesting
import WiselyWire

/// Answers clients of every dialect with what our encoders write; the model's name picks the behaviour.
enum PeerServer {
  static func answer(_ request: ServerRequest) async -> ServerResponse {
    let dialect: Dialect
    switch request.path {
    case "/v1/messages": dialect = .anthropicMessages
    case "/v1/chat/completions": dialect = .openAIChat
    case "/v1/responses": dialect = .openAIResponses
    default: return .text(status: 404, "There is no \(request.path).")
    }
    do throws(ModelError) {
      guard let body = try? JSONValue(parsing: request.body) else {
        throw ModelError(.invalidRequest, "The body is no JSON.")
      }
      let betas = request.headers["anthropic-beta"] ?? ""
      return try await answer(
        try ClientRequest(dialect, body), shows: betas.contains(AnthropicRequest.advisorBeta))
    } catch {
      return json(error.clientStatus, dialect.body(of: error))
    }
  }

  private static func answer(
    _ client: ClientRequest, shows: Bool
  ) async throws(ModelError) -> ServerResponse {
    let prefix =
      switch client.dialect {
      case .anthropicMessages: "msg"
      case .openAIChat: "chatcmpl"
      case .openAIResponses: "resp"
      }
    let head = AnswerHead(
      id: "\(prefix)_1", model: client.model, created: 7, promptTokens: 33,
      includesUsage: client.wantsUsage, showsConsultations: shows)
    let writer = Mutex(client.dialect.streamWriter(head))
    let frames = Mutex<[UInt8]>([])
    let sink = EventSink { event in
      let written = writer.withLock { $0.write(event) }
      frames.withLock { $0 += written.flatMap(\.bytes) }
    }
    do {
      let model = try PeerModel.named(client.model, asked: client.request)
      let response = try await model.respond(to: client.request, emitting: sink)
      guard client.streams else {
        return json(200, client.dialect.body(of: response, head: head))
      }
      let written = writer.withLock { $0.end(response) }
      return events(frames.withLock { $0 } + written.flatMap(\.bytes))
    } catch let error as ModelError {
      let begun = frames.withLock { $0 }
      guard client.streams, !begun.isEmpty else { throw error }
      let written = writer.withLock { $0.fail(error) }
      return events(begun + written.flatMap(\.bytes))
    } catch { throw ModelError(.upstream, "\(error)") }
  }

  private static func json(_ status: Int, _ value: JSONValue) -> ServerResponse {
    response(status, "application/json", value.bytes)
  }

  private static func events(_ bytes: [UInt8]) -> ServerResponse {
    response(200, "text/event-stream; charset=utf-8", bytes)
  }

  private static func response(_ status: Int, _ type: String, _ body: [UInt8]) -> ServerResponse {
    var headers = HTTPHeaders()
    _ = headers.add(name: "content-type", value: type)
    // The clients' own retries would only make the checks slow.
    _ = headers.add(name: "x-should-retry", value: "false")
    return ServerResponse(status: status, headers: headers, body: body)
  }
}
