// SPDX-License-Identifier: Apache-2.0

package import Wisely

extension ServerSentEvent {
  /// An event whose data is a JSON value.
  package init(name: String = "message", _ json: JSONValue) {
    self.init(name: name, data: json.bytes)
  }

  /// The frame on the wire; an event of the usual type has no line for its name.
  package var bytes: [UInt8] {
    var frame: [UInt8] = name == "message" ? [] : Array("event: \(name)\n".utf8)
    for line in data.split(separator: 0x0A, omittingEmptySubsequences: false) {
      frame += Array("data: ".utf8) + line + [0x0A]
    }
    return frame + [0x0A]
  }
}
