// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The socket that listens on a port of 127.0.0.1, by the kernel's number for it.
///
/// Whether a port can be connected to says less: once a server has let go of it, the kernel may give it
/// to one of another test.
struct Listener: Equatable {
  private let number: Substring

  /// The listener on a port, or nil when there is none.
  init?(on port: Int) {
    let digits = String(port, radix: 16, uppercase: true)
    let address = "0100007F:" + String(repeating: "0", count: 4 - digits.count) + digits
    for row in Self.table.split(separator: "\n") {
      let fields = row.split(separator: " ")
      // The address, its state (10 listens) and, after five others, the number.
      guard fields.count > 9, fields[1] == address, fields[3] == "0A" else { continue }
      number = fields[9]
      return
    }
    return nil
  }

  /// The kernel's table; it gives a page at a time, whatever is asked for.
  private static var table: String {
    guard let file = fopen("/proc/net/tcp", "re") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
