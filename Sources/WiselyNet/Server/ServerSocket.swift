// SPDX-License-Identifier: Apache-2.0

import Glibc
import _WiselyCShims

/// The system calls of the server; every descriptor is non-blocking and closed in children.
enum ServerSocket {
  /// What an attempt to move bytes came to.
  enum Outcome: Equatable {
    case moved(Int)
    case wouldBlock
    /// The other side will send no more.
    case ended
    /// The connection is gone.
    case broken
  }

  /// What asking for a connection came to.
  enum Acceptance {
    case connection(Int32)
    case none
    /// The kernel is out of descriptors or memory: asking again at once would spin.
    case exhausted
  }

  /// A listening socket on 127.0.0.1 and its port; 0 lets the kernel choose.
  static func listen(port: Int) throws(HTTPServerError) -> (descriptor: Int32, port: Int) {
    guard let number = UInt16(exactly: port) else {
      throw HTTPServerError(.portTaken, "\(port) is no port; use one between 0 and 65535.")
    }
    let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_INET, type, 0)
    guard descriptor >= 0 else { throw failure("No socket can be made") }
    var yes: Int32 = 1
    // A server that was just stopped leaves its port waiting for a minute.
    setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = number.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, length) == 0 && Glibc.listen(descriptor, 1_024) == 0
          && getsockname(descriptor, pointer, &length) == 0
      }
    }
    guard isListening else {
      let error = failure("127.0.0.1:\(port) cannot be listened on")
      Glibc.close(descriptor)
      throw error
    }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  private static func failure(_ what: String) -> HTTPServerError {
    let isTaken = errno == EADDRINUSE || errno == EACCES
    let reason = String(cString: strerror(errno)).lowercased()
    return HTTPServerError(
      isTaken ? .portTaken : .noSocket,
      "\(what): \(reason)\(isTaken ? "; use another port, or 0 for any free one" : "").")
  }

  /// The next connection that waits, if any.
  static func accept(_ listener: Int32) -> Acceptance {
    let descriptor = wisely_accept(listener)
    guard descriptor >= 0 else {
      return [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) ? .exhausted : .none
    }
    var yes: Int32 = 1
    // Without it small pieces wait for the acknowledgement of the one before (gateway trap 46).
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    return .connection(descriptor)
  }

  /// A pipe that wakes a thread out of `poll`.
  static func pipe() throws(HTTPServerError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard wisely_nonblocking_pipe(&ends) == 0 else { throw failure("No pipe can be made") }
    return (ends[0], ends[1])
  }

  /// Reads what is there, up to a limit, and appends it.
  static func receive(_ descriptor: Int32, into bytes: inout [UInt8], limit: Int) -> Outcome {
    let count = withUnsafeTemporaryAllocation(byteCount: limit, alignment: 16) { buffer in
      let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
      return count
    }
    return count == 0 ? .ended : outcome(count)
  }

  /// Hands bytes to the kernel in one call.
  static func send(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Outcome {
    let count = bytes.withUnsafeBytes { buffer in
      Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
    }
    return outcome(count)
  }

  private static func outcome(_ count: Int) -> Outcome {
    if count > 0 { return .moved(count) }
    if count == 0 || errno == EAGAIN || errno == EINTR { return .wouldBlock }
    return .broken
  }
}
