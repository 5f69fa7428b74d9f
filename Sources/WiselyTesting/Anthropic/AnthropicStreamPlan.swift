// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The writes, waits and milestones of a stream, in order.
struct AnthropicStreamPlan {
  enum Step {
    case write([UInt8])
    case wait(Gate)
    /// Every byte of the event has been written.
    case sent(AnthropicEvent)
  }

  /// How the stream ends too early; nil when it does not.
  private(set) var ending: AnthropicReply.Ending?
  /// Whether nothing follows and the connection stays.
  private(set) var stalls = false
  private var steps: [Step] = []
  private var position = 0

  init(_ reply: AnthropicReply, id: String, model: String) {
    let list = AnthropicEventList(reply, id: id, model: model)
    var events = list.events[...]
    var rest: AnthropicEvent?
    switch reply.faults {
    case .errorEvent(let type, let message, let position):
      events = events.prefix(list.position(position))
      let error: JSONValue = ["type": .string(type), "message": .string(message)]
      events.append(AnthropicEvent(name: "error", data: ["type": "error", "error": error]))
      ending = .tidy
    case .cut(let position, let how):
      let place = min(list.position(position), events.count - 1)
      rest = events[place]
      events = events.prefix(place)
      ending = how
    case .ends(let position, let how):
      events = events.prefix(list.position(position))
      ending = how
    case .stalls(let position):
      events = events.prefix(list.position(position))
      stalls = true
    default: break
    }
    var gates = list.silences.compactMap { place in
      reply.consultationGate.map { (position: place, gate: $0) }
    }
    if let gate = reply.gate {
      let place = reply.gatePosition.map(list.position) ?? list.events.count / 2
      gates.append((min(place, events.count), gate))
    }
    lay(Array(events), half: rest, gates: gates, style: reply.style)
  }

  mutating func next() -> Step? {
    guard position < steps.count else { return nil }
    defer { position += 1 }
    return steps[position]
  }

  private mutating func lay(
    _ events: [AnthropicEvent], half rest: AnthropicEvent?,
    gates: [(position: Int, gate: Gate)], style: EventStreamStyle
  ) {
    var bytes: [UInt8] = []
    var starts: [Int] = []
    for event in events {
      starts.append(bytes.count)
      bytes += style.bytes(of: event, isFirst: starts.count == 1)
    }
    starts.append(bytes.count)
    var cuts = style.cuts(eventEnds: Array(starts.dropFirst()))
    if let rest {
      let all = style.bytes(of: rest, isFirst: events.isEmpty)
      bytes += all.prefix(all.count / 2)
    }
    for gate in gates { cuts.insert(starts[gate.position]) }
    var written = 0
    var sent = 0
    for cut in cuts.union([0, bytes.count]).sorted() where cut <= bytes.count {
      if cut > written { steps.append(.write(Array(bytes[written..<cut]))) }
      written = cut
      while sent < events.count, starts[sent + 1] <= written {
        steps.append(.sent(events[sent]))
        sent += 1
      }
      steps += gates.filter { starts[$0.position] == cut }.map { .wait($0.gate) }
    }
  }
}
