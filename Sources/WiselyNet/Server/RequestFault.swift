// SPDX-License-Identifier: Apache-2.0

/// Why a request is turned down before anybody looks at what it asks.
struct RequestFault: Error, Hashable, Sendable {
  /// The status of the answer.
  var status: Int
  /// One sentence; nothing of the request is repeated in it.
  var message: String

  init(_ status: Int, _ message: String) {
    self.status = status
    self.message = message
  }

  /// The answer; the connection ends with it, since nobody knows where the next request begins.
  var response: ServerResponse { .text(status: status, message) }
}
