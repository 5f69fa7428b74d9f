// SPDX-License-Identifier: Apache-2.0

import Glibc
import _WiselyCShims

/// The system calls of the loopback server; every descriptor is non-blocking.
enum LoopbackSocket {
  /// What an attempt to move bytes came to.
  enum Outcome: Equatable {
    case moved(Int)
    case wouldBlock
    case ended
  }

  /// A listening socket on 127.0.0.1 and the port that the kernel chose.
  static func listen() throws -> (descriptor: Int32, port: Int) {
    let (descriptor, port) = try bound()
    guard Glibc.listen(descriptor, 1_024) == 0 else {
      Glibc.close(descriptor)
      throw LoopbackError(.noSocket)
    }
    return (descriptor, port)
  }

  /// A socket on 127.0.0.1 at a port that the kernel chose; it does not listen.
  static func bound() throws -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, streamType, 0)
    guard descriptor >= 0 else { throw LoopbackError(.noSocket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
      }
    }
    guard isBound else {
      Glibc.close(descriptor)
      throw LoopbackError(.noSocket)
    }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// The next connection that waits, if any.
  static func accept(_ listener: Int32) -> Int32? {
    let descriptor = wisely_accept(listener)
    guard descriptor >= 0 else { return nil }
    var yes: Int32 = 1
    // Without it small pieces wait for the acknowledgement of the one before (trap 46).
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    return descriptor
  }

  /// A pipe that wakes a thread out of `poll`.
  static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard wisely_nonblocking_pipe(&ends) == 0 else { throw LoopbackError(.noSocket) }
    return (ends[0], ends[1])
  }

  /// Reads what is there and appends it.
  static func receive(_ descriptor: Int32, into bytes: inout [UInt8]) -> Outcome {
    let count = withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { buffer in
      let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
      return count
    }
    return outcome(count)
  }

  /// Hands bytes to the kernel in one call.
  static func send(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Outcome {
    let count = bytes.withUnsafeBytes { buffer in
      Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
    }
    return count == 0 ? .wouldBlock : outcome(count)
  }

  /// Closes; with a reset the other side sees ECONNRESET rather than the end of the stream.
  static func close(_ descriptor: Int32, resetting: Bool) {
    if resetting {
      var option = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }
    Glibc.close(descriptor)
  }

  private static var streamType: Int32 {
    Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
  }

  private static func outcome(_ count: Int) -> Outcome {
    if count > 0 { return .moved(count) }
    if count < 0, errno == EAGAIN || errno == EINTR { return .wouldBlock }
    return .ended
  }
}
