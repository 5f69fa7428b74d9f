// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// The temperature that a model is really sent, which not every model takes (advisor reference §5.6).
struct SentTemperature: Hashable {
  /// The value; nil leaves it to the model.
  private(set) var value: Double?
  /// What has to be said where it is not what was asked for.
  private(set) var notice: Notice?

  /// A wish that a model takes up to a highest value, or not at all for a reason.
  init(_ wish: Double?, of model: ModelID, upTo highest: Double = 2, unless reason: String?) {
    guard let wish else { return }
    if let reason {
      notice = Notice(
        .temperatureDropped, "\(model) takes no temperature\(reason); it keeps its own.")
    } else if wish > highest, wish <= GenerationOptions.temperatures.upperBound {
      value = highest
      notice = Notice(
        .temperatureDropped, "\(model) takes temperatures up to \(highest); it is asked at that.")
    } else {
      value = wish
    }
  }

  /// The member of a body; nil for none.
  ///
  /// - Throws: `ModelError(.invalidRequest)` for a value that is no temperature anywhere.
  func json() throws(ModelError) -> JSONValue? {
    guard let value else { return nil }
    guard GenerationOptions.temperatures.contains(value), let number = JSONNumber(exactly: value)
    else {
      throw ModelError(
        .invalidRequest, "The temperature must be between 0 and 2, not \(value).", isUnsent: true)
    }
    return Int(exactly: value).map { JSONValue($0) } ?? .number(number)
  }
}

extension AnthropicRequest {
  /// What has to be said about wishes of the request that its body leaves out.
  package func notices(for request: ModelRequest) -> [Notice] {
    [temperature(for: request).notice].compactMap(\.self)
  }

  func temperature(for request: ModelRequest) -> SentTemperature {
    let thinking = AnthropicThinking(
      request.options.effort, capabilities: capabilities, maximumTokens: limit(of: request)
    ).thinking?["type"]
    let reason: String? =
      if !takesSampling {
        " in this version of the API"
      } else if capabilities?.takesSampling == false {
        ""
      } else if let thinking, thinking != "disabled" {
        " while it thinks"
      } else {
        nil
      }
    return SentTemperature(request.options.temperature, of: model, upTo: 1, unless: reason)
  }
}

extension ChatRequest {
  /// What has to be said about wishes of the request that its body leaves out.
  package func notices(for request: ModelRequest) -> [Notice] {
    [temperature(for: request).notice].compactMap(\.self)
  }

  func temperature(for request: ModelRequest) -> SentTemperature {
    deviations.temperature(for: request, model: model, capabilities: capabilities)
  }
}

extension ResponsesRequest {
  /// What has to be said about wishes of the request that its body leaves out.
  package func notices(for request: ModelRequest) -> [Notice] {
    [temperature(for: request).notice].compactMap(\.self)
  }

  func temperature(for request: ModelRequest) -> SentTemperature {
    deviations.temperature(for: request, model: model, capabilities: capabilities)
  }
}

extension OpenAIDeviations {
  fileprivate func temperature(
    for request: ModelRequest, model: ModelID, capabilities: ModelCapabilities?
  ) -> SentTemperature {
    let effort = effort(for: request.options.effort, capabilities: capabilities)
    let reason: String? =
      if let capabilities {
        capabilities.takesSampling ? nil : ""
      } else if takesTemperatureWithReasoning || effort == Effort.none {
        nil
      } else {
        // Of a model of which nothing is known, no effort may mean any.
        " unless its effort is 'none'"
      }
    return SentTemperature(request.options.temperature, of: model, unless: reason)
  }
}
