// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet

extension ModelError {
  /// The error that a failed connection is.
  init(_ error: HTTPError, hasPartialContent: Bool = false) {
    let code: Code =
      switch error.code {
      case .timedOut: .timedOut
      case .invalidURL: .invalidRequest
      case .tooLarge, .protocolError: .malformedResponse
      default: .connection
      }
    self.init(code, error.message, hasPartialContent: hasPartialContent)
    // A wrong certificate or a missing library does not mend itself.
    if [.tls, .unavailable, .invalidURL].contains(error.code) { shouldRetry = false }
  }
}
