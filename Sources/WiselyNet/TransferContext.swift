// SPDX-License-Identifier: Apache-2.0

/// What libcurl's callbacks find behind their pointer; lives on the loop's thread.
final class TransferContext {
  let transfer: Transfer
  let started: ContinuousClock.Instant
  var lastByte: ContinuousClock.Instant
  var failure: HTTPError?
  private var sent = 0

  init(_ transfer: Transfer, now: ContinuousClock.Instant) {
    self.transfer = transfer
    started = now
    lastByte = now
  }

  /// Hands out the next part of the request's body; zero bytes at its end, nil to send no more.
  func send(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let part = transfer.request.body[sent...].prefix(buffer.count)
    buffer.copyBytes(from: part)
    sent += part.count
    if sent == transfer.request.body.count, !transfer.didSend() { return nil }
    return part.count
  }
}
