// SPDX-License-Identifier: Apache-2.0

/// One event of a `text/event-stream`.
package struct ServerSentEvent: Hashable, Sendable {
  /// The event's type; `message` when the stream gives none.
  package var name: String
  /// The data lines, joined with line feeds.
  package var data: [UInt8]

  /// An event.
  package init(name: String = "message", data: [UInt8]) {
    self.name = name
    self.data = data
  }
}

/// Why a stream of events cannot be read on.
package struct SSEError: Error, Hashable, CustomStringConvertible {
  /// One sentence.
  package let description: String
}
