// SPDX-License-Identifier: Apache-2.0

/// Takes the chunked transfer coding off a body, piece by piece and strictly.
struct ChunkedDecoder {
  private enum Step {
    case size
    case data(Int)
    case dataEnd
    case trailer
    case done
  }

  /// The body so far.
  private(set) var body: [UInt8] = []
  private var step = Step.size
  private var line: [UInt8] = []
  private var overhead = 0
  private let limit: Int
  private let lineLimit: Int

  init(limits: HTTPServerLimits) {
    limit = limits.bodyBytes
    lineLimit = limits.headBytes
  }

  /// Takes what it can use; true when the body is whole, and then the rest is not its own.
  mutating func take(_ bytes: inout ArraySlice<UInt8>) throws(RequestFault) -> Bool {
    while true {
      switch step {
      case .done: return true
      case .data(let count):
        let piece = bytes.prefix(count)
        guard !piece.isEmpty else { return false }
        body += piece
        bytes = bytes.dropFirst(piece.count)
        step = piece.count == count ? .dataEnd : .data(count - piece.count)
      case .size, .dataEnd, .trailer:
        guard try takeLine(&bytes) else { return false }
        try finishLine()
        line.removeAll(keepingCapacity: true)
      }
    }
  }

  /// Collects a line; true when it is whole, without its end.
  private mutating func takeLine(_ bytes: inout ArraySlice<UInt8>) throws(RequestFault) -> Bool {
    while let byte = bytes.popFirst() {
      if line.last == 13 {
        guard byte == 10 else { throw Self.malformed }
        line.removeLast()
        return true
      }
      guard byte == 13 || byte == 9 || byte >= 0x20 && byte != 0x7F else { throw Self.malformed }
      line.append(byte)
      // One-byte chunks with long extensions must not cost more than a large head does.
      overhead += 1
      guard overhead <= lineLimit + body.count * 8 else {
        throw RequestFault(413, "The body has more transfer coding than content.")
      }
    }
    return false
  }

  private mutating func finishLine() throws(RequestFault) {
    switch step {
    case .dataEnd:
      guard line.isEmpty else { throw Self.malformed }
      step = .size
    case .trailer:
      // Trailers are read and forgotten: nothing here may depend on what comes after the body.
      if line.isEmpty { step = .done }
    default:
      let digits = line.prefix { $0 != UInt8(ascii: ";") }
      guard !digits.isEmpty, digits.count <= 8,
        digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
        let size = Int(String(decoding: digits, as: UTF8.self), radix: 16)
      else { throw Self.malformed }
      guard body.count + size <= limit else { throw .bodyTooLarge(limit) }
      step = size == 0 ? .trailer : .data(size)
    }
  }

  private static let malformed = RequestFault(400, "The chunked body is malformed.")
}
