// SPDX-License-Identifier: Apache-2.0

import Wisely

extension OpenAIReply {
  /// The pieces in which a call's arguments are streamed.
  func pieces(of arguments: String) -> [JSONValue] {
    guard let interleaving else { return arguments.halves }
    var generator = SeededGenerator(seed: interleaving)
    var rest = Array(arguments)
    var pieces: [JSONValue] = []
    while !rest.isEmpty {
      let size = min(rest.count, Int.random(in: 1...7, using: &generator))
      pieces.append(.string(String(rest.prefix(size))))
      rest.removeFirst(size)
    }
    return pieces
  }

  /// The frames of the calls, one call after the other or dealt out in a random order.
  func dealt(_ calls: [[JSONValue]]) -> [JSONValue] {
    guard let interleaving else { return calls.flatMap(\.self) }
    var generator = SeededGenerator(seed: interleaving)
    var rests = calls.map { $0[...] }
    // Each is begun before any of them grows.
    var frames = rests.indices.compactMap { rests[$0].popFirst() }
    while let index = rests.indices.filter({ !rests[$0].isEmpty }).randomElement(using: &generator)
    {
      frames.append(rests[index].removeFirst())
    }
    return frames
  }
}

extension String {
  /// The text in two pieces, as texts of JSON; none for nothing.
  var halves: [JSONValue] {
    guard !isEmpty else { return [] }
    let middle = index(startIndex, offsetBy: count / 2)
    return [self[..<middle], self[middle...]].filter { !$0.isEmpty }.map { .string(String($0)) }
  }
}
