// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet
import WiselyWire

extension Transport {
  /// The way to the Messages API.
  init(
    anthropic configuration: AnthropicConfiguration, key: KeySource, client: HTTPClient,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.init(
      baseURL: configuration.baseURL, timeouts: configuration.timeouts, key: key, client: client,
      now: now,
      manner: Manner(
        headers: { secret in
          let version = (name: "anthropic-version", value: configuration.version)
          let key = secret?.revealed ?? ""
          return switch configuration.authentication {
          case .apiKey: [version, (name: "x-api-key", value: key)]
          case .bearer: [version, (name: "authorization", value: "Bearer \(key)")]
          }
        },
        failure: { ModelError(anthropicStatus: $0, body: $1, host: $2) },
        requestIDHeader: "request-id"))
  }
}
