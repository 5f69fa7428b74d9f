// SPDX-License-Identifier: Apache-2.0

import Wisely
public import WiselyNet

/// Asks servers of one's own what they serve.
public struct ModelDiscovery: Sendable {
  private let preset: OpenAIPreset
  private let key: KeySource?
  private let client: HTTPClient
  private let timeouts: HTTPTimeouts

  /// A second to connect and three for everything: a server on this machine answers at once.
  public static let usualTimeouts = HTTPTimeouts(
    connect: .seconds(1), firstByte: .seconds(3), idle: .seconds(3), total: .seconds(3))
  private static let limit = 8 * 1024 * 1024

  /// A look at one server.
  public init(
    _ preset: OpenAIPreset, key: KeySource?, client: HTTPClient,
    timeouts: HTTPTimeouts = ModelDiscovery.usualTimeouts
  ) {
    self.preset = preset
    self.key = key
    self.client = client
    self.timeouts = timeouts
  }

  /// Asks all that servers of this kind can be asked, at the same time.
  ///
  /// - Throws: `CancellationError` alone; trouble with the server is an outcome.
  public func look() async throws -> DiscoveredServer {
    var headers = HTTPHeaders()
    do {
      if let secret = try await key?.key() {
        _ = headers.add(name: "authorization", value: "Bearer \(secret.revealed)")
      }
    } catch let error where !(error is CancellationError) {
      return DiscoveredServer(preset, .failed("the key cannot be had: \(error)"))
    }
    let fields = headers
    async let models = ask(base + "/models", fields)
    async let tags = ask(isOf("ollama") ? root + "/api/tags" : nil, fields)
    async let running = ask(isOf("ollama") ? root + "/api/ps" : nil, fields)
    async let properties = ask(isOf("llamacpp") ? root + "/props" : nil, fields)
    let replies = try await [models, tags, running, properties]
    let answers = DiscoveryAnswers(
      models: replies[0].json, tags: replies[1].json, running: replies[2].json,
      properties: replies[3].json)
    if let list = answers.list { return DiscoveredServer(preset, .serves(list)) }
    return DiscoveredServer(preset, replies[0].outcome)
  }

  /// What came back to one question.
  private enum Reply: Sendable {
    case answered(JSONValue)
    case refused(Int)
    case unreadable
    case late
    case absent

    var json: JSONValue? { if case .answered(let json) = self { json } else { nil } }

    var outcome: DiscoveredServer.Outcome {
      switch self {
      case .refused(401), .refused(403): .failed("it asks for a key, or for another one")
      case .refused(let status): .failed("it answered with status \(status)")
      case .answered, .unreadable: .failed("it did not answer with a list of models")
      case .late: .failed("it took too long to answer")
      case .absent: .absent
      }
    }
  }

  private var base: String {
    var base = preset.baseURL[...]
    while base.hasSuffix("/") { base = base.dropLast() }
    return String(base)
  }

  /// Where the questions of the server's own kind are asked.
  private var root: String { base.hasSuffix("/v1") ? String(base.dropLast(3)) : base }

  /// Whether the server is of a kind, or might be.
  private func isOf(_ kind: String) -> Bool {
    preset.name == kind || OpenAIPreset(named: preset.name) == nil
  }

  private func ask(_ url: String?, _ headers: HTTPHeaders) async throws -> Reply {
    guard let url else { return .absent }
    do {
      return try await client.perform(
        HTTPRequest(method: "GET", url: url, headers: headers), timeouts: timeouts
      ) { head, body in
        guard head.status == 200 else { return .refused(head.status) }
        let bytes = try await body.collect(upTo: Self.limit)
        return (try? JSONValue(parsing: bytes)).map { .answered($0) } ?? .unreadable
      }
    } catch let error as HTTPError {
      try Task.checkCancellation()
      switch error.code {
      case .cannotConnect, .cannotResolve: return .absent
      case .timedOut: return .late
      default: return .unreadable
      }
    }
  }
}
