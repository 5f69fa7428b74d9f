// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport

/// A client that sends whatever bytes a test wants, in the pieces it wants.
final class RawClient: Sendable {
  /// A response as it was read.
  struct Response: Sendable {
    var head: String
    var body: String
    var status: Int { Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0 }
  }

  private let descriptor: Int32

  /// Connects to a port of this machine.
  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      close(descriptor)
      throw RunFailure("nobody listens on \(port)")
    }
  }

  deinit { close(descriptor) }

  /// Sends bytes; false when the server is gone.
  @discardableResult
  func send(_ bytes: some Sequence<UInt8>) -> Bool {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(text.utf8) }

  /// Says that no more will be sent.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Everything until the server closes.
  func rest() async throws -> String {
    try await onThread {
      var bytes: [UInt8] = []
      while let piece = self.receive() { bytes += piece }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// The next response that says its length.
  func response() async throws -> Response {
    try await onThread {
      var head: [UInt8] = []
      while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
        guard let byte = self.receive(1) else {
          throw RunFailure("closed after '\(String(decoding: head, as: UTF8.self))'")
        }
        head += byte
      }
      let text = String(decoding: head, as: UTF8.self)
      let length = text.split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
      var missing = Int(length?.dropFirst(16) ?? "") ?? 0
      var body: [UInt8] = []
      while missing > 0, let piece = self.receive(missing) {
        body += piece
        missing -= piece.count
      }
      return Response(head: text, body: String(decoding: body, as: UTF8.self))
    }
  }

  private func receive(_ most: Int = 65_536) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: most)
    let count = recv(descriptor, &buffer, most, 0)
    return count > 0 ? Array(buffer[..<count]) : nil
  }
}
