// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// A request as a client sent it, read out of its dialect.
package struct ClientRequest: Hashable, Sendable {
  /// The dialect it came in, and is answered in.
  package var dialect: Dialect
  /// The model the client asks for.
  package var model: ModelID
  /// What it asks; members that are not understood stand in `extra` under the dialect's name.
  package var request: ModelRequest
  /// Whether the answer is to be streamed.
  package var streams: Bool
  /// Whether the stream is to end with its usage; the other dialects always do.
  package var wantsUsage: Bool

  /// Reads a request's body.
  ///
  /// - Throws: `ModelError(.invalidRequest)` that names the member and what it has to be.
  package init(_ dialect: Dialect, _ body: JSONValue) throws(ModelError) {
    guard let object = body.object else { throw .unreadable("The body", "a JSON object") }
    guard let model = object["model"]?.string, !model.isEmpty else {
      throw .unreadable("'model'", "the name of a model")
    }
    self.dialect = dialect
    self.model = ModelID(model)
    streams = object["stream"]?.bool ?? false
    wantsUsage = object["stream_options"]?["include_usage"]?.bool ?? false
    switch dialect {
    case .anthropicMessages: request = try AnthropicClientRequest(object).request
    case .openAIChat: request = try ChatClientRequest(object).request
    case .openAIResponses: request = try ResponsesClientRequest(object).request
    }
  }
}

extension ModelRequest {
  /// Where in the request something stands that has no equal in a dialect, or that the model does not
  /// take, to be said rather than dropped in silence (gateway trap 55).
  package func membersLost(
    in dialect: Dialect, capabilities: ModelCapabilities? = nil, maker: String = "openai"
  ) -> [String] {
    var lost = untranslated(to: dialect, capabilities, maker: maker)
    for (index, tool) in tools.enumerated() {
      lost += tool.untranslated(to: dialect).map { "tools[\(index)].\($0)" }
    }
    for (index, message) in transcript.messages.enumerated() {
      for other in Dialect.allCases where other != dialect {
        lost += message.extra.members(of: other).keys.map { "messages[\(index)].\($0)" }
      }
    }
    return lost
  }
}

extension ModelError {
  /// The error that a member of a client's request is which cannot be read.
  static func unreadable(_ place: String, _ expected: String) -> ModelError {
    ModelError(.invalidRequest, "\(place) has to be \(expected).", isUnsent: true)
  }
}

extension JSONObject {
  /// The texts of a member that is one text or a list of them.
  func texts(_ key: String) throws(ModelError) -> [String] {
    switch self[key] {
    case nil, .null: return []
    case .string(let text): return [text]
    case .array(let texts):
      guard texts.allSatisfy({ $0.string != nil }) else { break }
      return texts.compactMap(\.string)
    default: break
    }
    throw .unreadable("'\(key)'", "a text or a list of texts")
  }

  /// The effort of a member; one that this version does not know is an error rather than none.
  func effort(_ key: String) throws(ModelError) -> Effort? {
    guard let value = self[key], !value.isNull else { return nil }
    guard let effort = value.string.flatMap({ Effort(rawValue: $0) }) else {
      let known = Effort.allCases.map(\.rawValue).joined(separator: ", ")
      throw .unreadable("'\(key)'", "one of \(known)")
    }
    return effort
  }

  /// The temperature of a member.
  func temperature(upTo highest: Double) throws(ModelError) -> Double? {
    guard let value = self["temperature"], !value.isNull else { return nil }
    guard let temperature = value.double, (0...highest).contains(temperature) else {
      throw .unreadable("'temperature'", "a number from 0 to \(Int(highest))")
    }
    return temperature
  }

  /// The positive number of a member.
  func limit(_ keys: [String]) throws(ModelError) -> Int? {
    for key in keys {
      guard let value = self[key], !value.isNull else { continue }
      guard let limit = value.int, limit > 0 else {
        throw .unreadable("'\(key)'", "a positive number of tokens")
      }
      return limit
    }
    return nil
  }
}
