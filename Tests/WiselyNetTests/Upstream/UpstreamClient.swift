// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyTesting

/// Speaks to the loopback Messages API as any client would.
struct UpstreamClient: Sendable {
  struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var bytes: [UInt8]
    var json: JSONValue { (try? JSONValue(parsing: bytes)) ?? .null }
    var error: String { json["error"]?["message"]?.string ?? "" }
  }

  let client = HTTPClient()
  var headers = [("x-api-key", "key"), ("anthropic-version", "2023-06-01")]

  func send(
    _ body: JSONValue?, to url: String, method: String = "POST"
  ) async throws -> Answer {
    let request = HTTPRequest(
      method: method, url: url, headers: try HTTPHeaders(headers), body: body?.bytes ?? [])
    return try await client.perform(request) { head, body in
      Answer(
        status: head.status, headers: head.headers,
        bytes: try await body.collect(upTo: 10_000_000))
    }
  }

  static func body(
    _ messages: JSONValue = [["role": "user", "content": "Hello."]], streamed: Bool = false,
    model: String = "claude-haiku-4-5", _ more: JSONObject = [:]
  ) -> JSONValue {
    var body: JSONObject = [
      "model": .string(model), "max_tokens": 2_000, "messages": messages,
    ]
    if streamed { body["stream"] = true }
    for member in more.members { body[member.key] = member.value }
    return .object(body)
  }
}

/// The smallest reader of event streams, for comparing what was streamed with what is whole.
struct FoldedStream {
  var blocks: [JSONValue] = []
  var usage: JSONObject = [:]
  var message: JSONValue = .null
  var delta: JSONValue = .null
  var names: [String] = []

  init(_ bytes: [UInt8]) throws {
    var text = String(decoding: bytes, as: UTF8.self).unicodeScalars.map(Character.init)[...]
    if text.first == "\u{FEFF}" { text = text.dropFirst() }
    var data: [String] = []
    // By scalars, as "\r\n" is one Character.
    let joined = String(text).unicodeScalars.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" }
    ).flatMap { line -> [Substring.UnicodeScalarView] in
      let bare = line.last == "\r" ? line.dropLast() : line
      return bare.split(separator: "\r", omittingEmptySubsequences: false).map { $0 }
    }
    for line in joined.map(String.init) {
      if line.isEmpty, !data.isEmpty {
        try take(JSONValue(parsing: data.joined(separator: "\n")))
        data = []
      } else if line.hasPrefix("data:") {
        let value = line.dropFirst(5)
        data.append(String(value.first == " " ? value.dropFirst() : value))
      }
    }
  }

  private mutating func take(_ event: JSONValue) throws {
    let type = event["type"]?.string ?? ""
    names.append(type)
    let delta = event["delta"] ?? .null
    switch type {
    case "message_start":
      message = event["message"] ?? .null
      merge(message["usage"])
    case "content_block_start": blocks.append(event["content_block"] ?? .null)
    case "content_block_delta": fold(delta)
    case "content_block_stop":
      guard let text = blocks.last?["input"]?.string else { return }
      set("input", try JSONValue(parsing: text.isEmpty ? "{}" : text))
    case "message_delta":
      self.delta = delta
      merge(event["usage"])
    default: break
    }
  }

  private mutating func fold(_ delta: JSONValue) {
    let last = blocks.last ?? .null
    switch delta["type"]?.string {
    case "text_delta": append(delta["text"], to: "text")
    case "thinking_delta": append(delta["thinking"], to: "thinking")
    case "signature_delta": append(delta["signature"], to: "signature")
    case "input_json_delta":
      if last["input"]?.string == nil { set("input", "") }
      append(delta["partial_json"], to: "input")
    case "citations_delta":
      set("citations", .array((last["citations"]?.array ?? []) + [delta["citation"] ?? .null]))
    default: break
    }
  }

  private mutating func append(_ piece: JSONValue?, to key: String) {
    set(key, .string((blocks.last?[key]?.string ?? "") + (piece?.string ?? "")))
  }

  private mutating func set(_ key: String, _ value: JSONValue) {
    var block = blocks.removeLast().object ?? [:]
    block[key] = value
    blocks.append(.object(block))
  }

  private mutating func merge(_ snapshot: JSONValue?) {
    for member in snapshot?.object?.members ?? [] { usage[member.key] = member.value }
  }
}
