// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// One request on its way: where the loop's thread and the requesting task meet.
final class Transfer: Sendable {
  /// Bytes that may wait before the sender is held back.
  static let bufferLimit = 256 * 1024
  /// Bytes a head may have.
  static let headLimit = 128 * 1024
  static let headIsTooLarge = "The response's head is larger than \(headLimit) bytes."

  let request: HTTPRequest
  let timeouts: HTTPTimeouts
  private let whenSent: @Sendable () -> Void
  private let state = Mutex(State())

  fileprivate struct State {
    var head: HTTPResponseHead?
    var headBytes = 0
    var status = 0
    var fields = HTTPHeaders()
    var chunks: [[UInt8]] = []
    var buffered = 0
    var isPaused = false
    var isResuming = false
    var isOver = false
    var isSent = false
    var failure: (any Error)?
    var headWaiter: CheckedContinuation<HTTPResponseHead, any Error>?
    var chunkWaiter: CheckedContinuation<[[UInt8]]?, any Error>?
    var resume: (@Sendable () -> Void)?
  }

  init(
    _ request: HTTPRequest, _ timeouts: HTTPTimeouts,
    whenSent: @escaping @Sendable () -> Void = {}
  ) {
    self.request = request
    self.timeouts = timeouts
    self.whenSent = whenSent
  }

  // MARK: - The task's side

  /// What wakes a paused transfer; set before it is added.
  func onResume(_ resume: @escaping @Sendable () -> Void) { state.withLock { $0.resume = resume } }

  /// The head, as soon as it is complete.
  func head() async throws -> HTTPResponseHead {
    try await withCheckedThrowingContinuation { mine in
      let ready = state.withLock { state -> Result<HTTPResponseHead, any Error>? in
        if let head = state.head { return .success(head) }
        if let failure = state.failure { return .failure(failure) }
        state.headWaiter = mine
        return nil
      }
      if let ready { mine.resume(with: ready) }
    }
  }

  /// What has arrived, or nil at the end.
  func nextChunk() async throws -> [UInt8]? {
    let chunks = try await nextChunks()
    guard let chunks, chunks.count > 1 else { return chunks?.first }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(chunks.reduce(0) { $0 + $1.count })
    for chunk in chunks { bytes += chunk }
    return bytes
  }

  private func nextChunks() async throws -> [[UInt8]]? {
    try await withCheckedThrowingContinuation { mine in
      let (ready, resume) = state.withLock { state -> Step in
        if !state.chunks.isEmpty {
          defer {
            state.chunks = []
            state.buffered = 0
          }
          return (.success(state.chunks), state.takeResume())
        }
        if let failure = state.failure { return (.failure(failure), nil) }
        if state.isOver { return (.success(nil), nil) }
        state.chunkWaiter = mine
        return (nil, nil)
      }
      resume?()
      if let ready { mine.resume(with: ready) }
    }
  }

  // MARK: - The loop's side

  /// Whether it has ended.
  var isOver: Bool { state.withLock { $0.isOver } }
  /// Whether the head is complete; decides which deadline counts.
  var hasHead: Bool { state.withLock { $0.head != nil } }
  /// Whether the sender is held back; then no deadline counts.
  var isPaused: Bool { state.withLock { $0.isPaused } }

  /// Notes that the sender goes on.
  ///
  /// Only the loop says so, when it starts the clock again: a deadline that counted from the moment the
  /// consumer read would count the time in which the sender was held back.
  func didResume() {
    state.withLock { state in
      state.isPaused = false
      state.isResuming = false
    }
  }

  /// Notes that the connection takes the last of the request; false when the transfer is over, so that
  /// it must not be sent.
  ///
  /// Under the lock, as the end is: a caller who leaves knows then whether the request has left.
  func didSend() -> Bool {
    state.withLock { state in
      guard !state.isOver else { return false }
      if !state.isSent { whenSent() }
      state.isSent = true
      return true
    }
  }

  /// Takes one line of a head; false when the head is too large.
  func receive(headerLine line: String) -> Bool {
    let (waiter, head, fits) = state.withLock { state -> Transfer.HeadStep in
      state.headBytes += line.utf8.count
      guard state.headBytes <= Self.headLimit else { return (nil, nil, false) }
      return state.receive(line)
    }
    if let waiter, let head { waiter.resume(returning: head) }
    return fits
  }

  /// Takes bytes of the body; false when they do not fit now and must be offered again.
  func receive(body bytes: UnsafeRawBufferPointer) -> Bool {
    let (waiter, taken) = state.withLock {
      state -> (CheckedContinuation<[[UInt8]]?, any Error>?, Bool) in
      if let waiter = state.chunkWaiter {
        state.chunkWaiter = nil
        return (waiter, true)
      }
      guard state.buffered < Self.bufferLimit else {
        state.isPaused = true
        return (nil, false)
      }
      state.chunks.append(Array(bytes))
      state.buffered += bytes.count
      return (nil, true)
    }
    waiter?.resume(returning: [Array(bytes)])
    return taken
  }

  /// Ends the transfer, well or not; only the first end counts.
  func finish(_ failure: (any Error)?) {
    let (headWaiter, chunkWaiter, failure) = state.withLock { state -> End in
      guard !state.isOver else { return (nil, nil, nil) }
      state.isOver = true
      // libcurl takes a connection that closes within the head for a response without one.
      state.failure = failure ?? (state.head == nil ? Self.lostHead : nil)
      // A caller that left does not want what has already arrived.
      if failure is CancellationError { state.chunks = [] }
      defer {
        state.headWaiter = nil
        state.chunkWaiter = nil
      }
      return (state.headWaiter, state.chunkWaiter, state.failure)
    }
    headWaiter?.resume(throwing: failure ?? Self.lostHead)
    if let failure {
      chunkWaiter?.resume(throwing: failure)
    } else {
      chunkWaiter?.resume(returning: nil)
    }
  }

  private static let lostHead = HTTPError(
    .connectionLost, "The connection broke before the response's head was complete.")
}

extension Transfer {
  /// Who waits for the head, who waits for bytes, and the failure that they are told.
  private typealias End = (
    CheckedContinuation<HTTPResponseHead, any Error>?, CheckedContinuation<[[UInt8]]?, any Error>?,
    (any Error)?
  )

  /// What the consumer gets at once, if anything, and what wakes the sender.
  private typealias Step = (Result<[[UInt8]]?, any Error>?, (@Sendable () -> Void)?)

  /// Who waits for the head, the head once it is complete, and whether the line fitted.
  fileprivate typealias HeadStep = (
    CheckedContinuation<HTTPResponseHead, any Error>?, HTTPResponseHead?, Bool
  )
}

extension Transfer.State {
  /// What wakes the sender, if it is held back and nobody has woken it.
  fileprivate mutating func takeResume() -> (@Sendable () -> Void)? {
    guard isPaused, !isResuming else { return nil }
    isResuming = true
    return resume
  }

  /// Collects fields until the empty line; interim responses (1xx) are skipped.
  fileprivate mutating func receive(_ line: String) -> Transfer.HeadStep {
    let trimmed = line.trimmingLineEnd()
    if trimmed.hasPrefix("HTTP/") {
      fields = HTTPHeaders()
      let parts = trimmed.split(separator: " ", maxSplits: 2)
      status = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
      return (nil, nil, true)
    }
    guard trimmed.isEmpty else {
      // Trailers come after the head and are of no interest.
      if head == nil, let colon = trimmed.firstIndex(of: ":") {
        let value = trimmed[trimmed.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        _ = fields.add(name: String(trimmed[..<colon]), value: String(value))
      }
      return (nil, nil, true)
    }
    guard head == nil, status >= 200 else { return (nil, nil, true) }
    head = HTTPResponseHead(status: status, headers: fields)
    defer { headWaiter = nil }
    return (headWaiter, head, true)
  }
}

extension String {
  fileprivate func trimmingLineEnd() -> Substring {
    // "\r\n" is one Character.
    var text = self[...]
    while let last = text.last, last.isNewline || last == " " || last == "\t" {
      text = text.dropLast()
    }
    return text
  }
}
