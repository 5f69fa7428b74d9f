// SPDX-License-Identifier: Apache-2.0

import Wisely

/// How server-sent events are spelled and cut into writes; every style means the same.
public struct EventStreamStyle: Sendable, Hashable, CustomStringConvertible {
  /// Where one write ends and the next begins.
  public enum Cut: Sendable, Hashable {
    /// Each event in a write of its own.
    case events
    /// Each byte in a write of its own.
    case bytes
    /// Everything in one write.
    case nowhere
    /// In places that a seed decides.
    case random(seed: UInt64)
  }

  /// What ends a line.
  public var lineEnd = "\n"
  /// Whether a space follows each colon.
  public var spaceAfterColon = true
  /// Whether the stream begins with U+FEFF.
  public var byteOrderMark = false
  /// Whether there are comments, and fields that mean nothing here.
  public var comments = false
  /// Whether the data is spread over several lines.
  public var severalDataLines = false
  /// Whether events have their names; some proxies drop them.
  public var eventNames = true
  /// Where writes end.
  public var cut = Cut.events

  /// The API's own style.
  public init() {}

  /// A style for each property, and one with everything at once.
  public static let all: [EventStreamStyle] = {
    func style(_ change: (inout EventStreamStyle) -> Void) -> EventStreamStyle {
      var style = EventStreamStyle()
      change(&style)
      return style
    }
    return [
      style { _ in }, style { $0.lineEnd = "\r\n" }, style { $0.lineEnd = "\r" },
      style { $0.spaceAfterColon = false }, style { $0.byteOrderMark = true },
      style { $0.comments = true }, style { $0.severalDataLines = true },
      style { $0.eventNames = false }, style { $0.cut = .bytes }, style { $0.cut = .nowhere },
      style { $0.cut = .random(seed: 7) },
      style {
        $0.lineEnd = "\r\n"
        $0.byteOrderMark = true
        $0.comments = true
        $0.severalDataLines = true
        $0.cut = .bytes
      },
    ]
  }()

  /// What differs from the API's own style.
  public var description: String {
    let plain = EventStreamStyle()
    var parts: [String] = []
    if lineEnd != plain.lineEnd { parts.append(lineEnd == "\r" ? "CR" : "CRLF") }
    if !spaceAfterColon { parts.append("no space") }
    if byteOrderMark { parts.append("BOM") }
    if comments { parts.append("comments") }
    if severalDataLines { parts.append("several data lines") }
    if !eventNames { parts.append("no names") }
    if cut != plain.cut { parts.append("cut: \(cut)") }
    return parts.isEmpty ? "plain" : parts.joined(separator: ", ")
  }

  /// The bytes of one event.
  func bytes(of event: AnthropicEvent, isFirst: Bool) -> [UInt8] {
    let colon = spaceAfterColon ? ": " : ":"
    var lines: [String] = []
    if comments { lines += [": a comment", "id\(colon)7", "retry\(colon)1000", "event"] }
    if eventNames { lines.append("event\(colon)\(event.name)") }
    if severalDataLines {
      let pretty = event.data.prettyText.split(separator: "\n")
      lines += pretty.map { "data\(colon)\($0)" }
    } else {
      lines.append("data\(colon)\(event.data.text)")
    }
    let text = lines.map { $0 + lineEnd }.joined() + lineEnd
    return Array(((isFirst && byteOrderMark ? "\u{FEFF}" : "") + text).utf8)
  }

  /// The positions after which a write ends, given where the events end.
  func cuts(eventEnds: [Int]) -> Set<Int> {
    let count = eventEnds.last ?? 0
    switch cut {
    case .events: return Set(eventEnds)
    case .nowhere: return []
    case .bytes: return Set(0..<count)
    case .random(let seed):
      var generator = SeededGenerator(seed: seed)
      return Set((0..<count / 9).map { _ in Int.random(in: 0..<count, using: &generator) })
    }
  }
}

/// One server-sent event before it is spelled.
struct AnthropicEvent {
  var name: String
  var data: JSONValue
}
