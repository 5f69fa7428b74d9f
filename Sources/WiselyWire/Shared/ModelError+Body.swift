// SPDX-License-Identifier: Apache-2.0

import Wisely

extension ModelError {
  /// The first line, short: some servers put a whole stack trace into the message.
  static func oneLine(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.count > 400 ? line.prefix(400) + "…" : line
  }

  /// The message as a sentence, with the status where there was one.
  static func sentence(_ text: String, status: Int?) -> String {
    let trimmed = text.hasSuffix(".") ? String(text.dropLast()) : text
    return trimmed + (status.map { " (status \($0))." } ?? ".")
  }

  /// The code that a status alone says, for bodies that say nothing else.
  static func code(status: Int?) -> Code {
    switch status {
    case 401: .authentication
    case 402: .billing
    case 403: .permission
    case 404: .unknownModel
    // 524 is how a CDN says that the server behind it took too long.
    case 408, 504, 524: .timedOut
    case 413: .tooLarge
    case 400, 409, 422: .invalidRequest
    case 429: .rateLimited
    case 503, 529: .overloaded
    // A redirection leads the same way each time.
    case let status? where 300..<400 ~= status: .invalidRequest
    default: .upstream
    }
  }
}
