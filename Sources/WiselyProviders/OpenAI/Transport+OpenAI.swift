// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet
import WiselyWire

extension Transport {
  /// The way to a server that speaks OpenAI's dialects.
  init(
    openAI configuration: OpenAIConfiguration, key: KeySource?, client: HTTPClient,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.init(
      baseURL: configuration.baseURL, timeouts: configuration.timeouts, key: key, client: client,
      now: now,
      manner: Manner(
        headers: { secret in
          secret.map { [(name: "authorization", value: "Bearer \($0.revealed)")] } ?? []
        },
        failure: { ModelError(openAIStatus: $0, body: $1, host: $2) },
        requestIDHeader: "x-request-id"))
  }
}
