// SPDX-License-Identifier: Apache-2.0

import Synchronization
public import Wisely

/// OpenAI's API on a loopback server, Chat Completions and Responses: it answers from a script, checks
/// what it is sent as the real one does, fails as it does, and keeps what it was asked.
///
/// It builds its bytes without our codec: a codec tested against itself agrees with itself.
public final class OpenAIUpstream: Sendable {
  /// A request as it came.
  public struct RecordedRequest: Sendable {
    /// The path.
    public var path: String
    /// The header fields, names in lower case; the last of a name counts.
    public var headers: [String: String]
    /// The body's bytes.
    public var bytes: [UInt8]
    /// The body as JSON; `null` when it is none.
    public var body: JSONValue
  }

  struct State {
    var script: [OpenAIReply]
    var requests: [RecordedRequest] = []
    var rejections: [String] = []
    var issued: Set<String> = []
    var shelf = OpenAIBatchShelf()
  }

  let state: Mutex<State>
  /// What answers where the script has nothing left.
  private let answering: @Sendable (JSONValue) -> OpenAIReply?
  /// How often a batch is said to be under way before it ends; nil until `endBatches()`.
  let batchPolls: Int?

  /// An upstream that gives these answers, one for each request.
  public convenience init(_ replies: OpenAIReply...) { self.init(replies) }

  /// An upstream that gives these answers, one for each request.
  public convenience init(_ replies: [OpenAIReply], batchPolls: Int? = 0) {
    self.init(replies, batchPolls: batchPolls) { _ in nil }
  }

  /// An upstream that works its answers out from the bodies of requests.
  public convenience init(
    batchPolls: Int? = 0, answering: @escaping @Sendable (JSONValue) -> OpenAIReply?
  ) { self.init([], batchPolls: batchPolls, answering: answering) }

  private init(
    _ script: [OpenAIReply], batchPolls: Int?,
    answering: @escaping @Sendable (JSONValue) -> OpenAIReply?
  ) {
    state = Mutex(State(script: script))
    self.batchPolls = batchPolls
    self.answering = answering
  }

  /// Everything that was asked, in order.
  public var requests: [RecordedRequest] { state.withLock { $0.requests } }
  /// Why requests were turned down, one sentence each; tests of sound requests expect none.
  public var rejections: [String] { state.withLock { $0.rejections } }

  /// Runs the server while a closure runs; the URL ends in `/v1`.
  public func run<Value: Sendable>(
    _ body: (_ baseURL: String) async throws -> Value
  ) async throws -> Value {
    try await withServer { try await body($0.url + "/v1") }
  }

  /// Runs the server while a closure runs that looks at connections too; the base URL is `/v1` on it.
  public func withServer<Value: Sendable>(
    _ body: (LoopbackServer) async throws -> Value
  ) async throws -> Value {
    try await withLoopbackServer({ self.respond(to: $0) }, body)
  }

  // MARK: - Routes

  private func respond(to request: LoopbackRequest) -> LoopbackResponse {
    let body = (try? JSONValue(parsing: request.body)) ?? .null
    let headers = Dictionary(
      request.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
    let (number, issued) = state.withLock { state in
      state.requests.append(
        RecordedRequest(path: request.path, headers: headers, bytes: request.body, body: body))
      return (state.requests.count, state.issued)
    }
    if let answer = batches(request, headers: headers, body: body, number) { return answer }
    let isChat = request.path == "/v1/chat/completions"
    guard request.method == "POST", isChat || request.path == "/v1/responses" else {
      return reject(404, "\(request.method) \(request.path) is no endpoint.", number)
    }
    if let fault = OpenAIRequestCheck(body: body, issued: issued).fault(isChat: isChat) {
      return reject(400, fault, number)
    }
    guard let reply = reply(to: body) else {
      return reject(500, "The script has no answer left.", number)
    }
    return answer(reply, body, number, isChat: isChat)
  }

  /// The next answer of the script, or the one that is worked out.
  func reply(to body: JSONValue) -> OpenAIReply? {
    state.withLock { $0.script.isEmpty ? nil : $0.script.removeFirst() } ?? answering(body)
  }

  func reject(_ status: Int, _ message: String, _ number: Int) -> LoopbackResponse {
    state.withLock { $0.rejections.append(message) }
    let error: JSONValue = [
      "error": ["message": .string(message), "type": "invalid_request_error", "code": nil]
    ]
    return json(status, error, number, [("x-should-retry", "false")])
  }

  func json(
    _ status: Int, _ value: JSONValue, _ number: Int, _ headers: [(String, String)] = []
  ) -> LoopbackResponse {
    let usual = [("content-type", "application/json"), ("x-request-id", "req_\(number)")]
    return .whole(status: status, headers: usual + headers, body: value.bytes)
  }

  // MARK: - Answers

  private func answer(
    _ reply: OpenAIReply, _ body: JSONValue, _ number: Int, isChat: Bool
  ) -> LoopbackResponse {
    let model = body["model"]?.string ?? ""
    let chat = ChatFrames(reply: reply, model: model, number: number)
    let responses = ResponsesFrames(reply: reply, model: model, number: number)
    let sealed = responses.items.compactMap { $0["encrypted_content"]?.string }
    state.withLock { $0.issued.formUnion(sealed) }
    switch reply.fault {
    case .status(let status, let body, let headers): return json(status, body, number, headers)
    case .silence: return .silence
    default: break
    }
    guard body["stream"] == true else {
      if case .errorEvent(let error) = reply.fault { return json(500, error, number) }
      let gate: [LoopbackResponse.Step] = reply.gate.map { [.wait($0)] } ?? []
      return LoopbackResponse(gate + json(200, isChat ? chat.whole : responses.whole, number).steps)
    }
    let asks = body["stream_options"]?["include_usage"] == true
    var ending = [isChat ? chat.ending : responses.ending].map(Self.frame)
    if case .resetAtTheEnd = reply.fault {
    } else if isChat {
      if asks, let usage = chat.usage { ending.append(Self.frame(usage)) }
      ending.append(Array("data: [DONE]\n\n".utf8))
    }
    return stream(
      (isChat ? chat.parts : responses.parts).map(Self.frame), ending, reply, number)
  }

  private func stream(
    _ parts: [[UInt8]], _ ending: [[UInt8]], _ reply: OpenAIReply, _ number: Int
  ) -> LoopbackResponse {
    let head = LoopbackResponse.head(
      status: 200,
      headers: [
        ("content-type", "text/event-stream; charset=utf-8"), ("x-request-id", "req_\(number)"),
        ("transfer-encoding", "chunked"),
      ])
    func writes(_ frames: [[UInt8]]) -> [LoopbackResponse.Step] {
      let pieces = reply.writeLength.map { Self.cut(frames.flatMap(\.self), every: $0) } ?? frames
      return pieces.map { .write(LoopbackResponse.chunk($0)) }
    }
    var steps = writes(parts)
    // With the head, where one write may be as long: a client's patience with the next piece begins with
    // the head, and a server's task may have to wait for its turn between two writes.
    if case .write(let first)? = steps.first, head.count + first.count <= reply.writeLength ?? 0 {
      steps[0] = .write(head + first)
    } else {
      steps.insert(.write(head), at: 0)
    }
    if let gate = reply.gate { steps.append(.wait(gate)) }
    let last = LoopbackResponse.Step.write(LoopbackResponse.lastChunk)
    switch reply.fault {
    case .errorEvent(let error): steps += writes([Self.frame(error)]) + [last]
    case .tidyCut: steps.append(last)
    case .reset: steps.append(.reset)
    case .resetAtTheEnd: steps += writes(ending) + [.reset]
    default: steps += writes(ending) + [last]
    }
    return LoopbackResponse(steps)
  }

  private static func cut(_ bytes: [UInt8], every length: Int) -> [[UInt8]] {
    stride(from: 0, to: bytes.count, by: max(1, length)).map {
      Array(bytes[$0..<min(bytes.count, $0 + max(1, length))])
    }
  }

  private static func frame(_ json: JSONValue) -> [UInt8] {
    let name = json["type"]?.string.map { "event: \($0)\n" } ?? ""
    return Array("\(name)data: ".utf8) + json.bytes + Array("\n\n".utf8)
  }
}
