// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A process that cannot be confused with a later one of the same number.
struct ProcessIdentity: Hashable, Sendable {
  /// Its number, in its own namespace.
  var pid: Int
  /// When it began, in clock ticks since the machine started.
  var started: Int
  /// Which start of the machine that was.
  var boot: String
  /// The namespace of its number: another container's 17 is not ours.
  var namespace: String

  /// This process.
  static var current: ProcessIdentity {
    let pid = Int(getpid())
    return ProcessIdentity(
      pid: pid, started: state(of: pid)?.started ?? 0,
      boot: read("/proc/sys/kernel/random/boot_id") ?? "", namespace: link("/proc/self/ns/pid"))
  }

  /// Whether a process is certainly gone, as far as another can tell; nil when it cannot.
  func isGone(seenBy observer: ProcessIdentity) -> Bool? {
    guard boot == observer.boot else { return true }
    guard namespace == observer.namespace else { return nil }
    guard let state = Self.state(of: pid) else { return kill(pid_t(pid), 0) != 0 && errno == ESRCH }
    return state.started != started || state.isDead
  }

  /// What `/proc/<pid>/stat` says; see proc(5).
  private static func state(of pid: Int) -> (started: Int, isDead: Bool)? {
    // The command's name may hold spaces and parentheses, so count from behind the last one.
    guard let text = read("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else {
      return nil
    }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, let started = Int(fields[19]) else { return nil }
    return (started, fields[0] == "Z" || fields[0] == "X")
  }

  private static func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
      count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  private static func link(_ path: String) -> String {
    let bytes = [CChar](unsafeUninitializedCapacity: 256) { buffer, count in
      count = buffer.baseAddress.map { max(0, readlink(path, $0, buffer.count)) } ?? 0
    }
    return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
