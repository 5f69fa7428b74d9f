// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// One answer of the loopback Messages API, whole or streamed, sound or broken.
///
/// Positions count the events of a stream: 0 is `message_start`; negative ones count from the end, so
/// that -1 is `message_stop` and -2 `message_delta`.
public struct AnthropicReply: Sendable {
  /// The content blocks, as they are on the wire.
  public var blocks: [JSONValue]
  /// The stop reason, known or not.
  public var stopReason: String
  /// The stop sequence that was met.
  public var stopSequence: String?
  /// The details of a refusal.
  public var stopDetails: JSONValue?
  /// The final usage object, as a whole answer shows it.
  public var usage: JSONValue
  /// The usage of `message_start`; nil for the input fields of `usage` and one output token.
  public var opening: JSONValue?
  /// The usage of `message_delta`; nil for the fields of `usage` that are not of the input, or all
  /// of them when `opening` is set.
  public var closing: JSONValue?
  /// The model that served; nil for the one asked for.
  public var model: String?
  /// Further response headers.
  public var headers: [(String, String)] = []
  /// Further members of the message, such as `container`.
  public var members: JSONObject = [:]
  /// How the answer is broken.
  public var faults: Fault?
  /// Waited for at `gatePosition`; a client that leaves meanwhile is noticed.
  public var gate: Gate?
  /// The event before which the gate is; nil for the middle.
  ///
  /// Whole answers wait in their middle.
  public var gatePosition: Int?
  /// Waited for where the native advisor is silent: before each `advisor_tool_result`.
  public var consultationGate: Gate?
  /// Events that are none of the answer's own.
  public var insertions: [Insertion] = []
  /// Whether there are pings: after the first block's start and while the native advisor thinks.
  public var pings = true
  /// The most Unicode scalars in a delta.
  public var pieceLength = 12
  /// How events become bytes and writes.
  public var style = EventStreamStyle()

  /// An answer of any blocks.
  public init(
    _ blocks: [JSONValue], stopReason: String = "end_turn",
    usage: JSONValue = ["input_tokens": 10, "output_tokens": 5]
  ) {
    self.blocks = blocks
    self.stopReason = stopReason
    self.usage = usage
  }

  /// An event put between those of the answer.
  public struct Insertion: Sendable {
    /// The event before which it is put.
    public var position: Int
    /// The event's name.
    public var event: String
    /// The event's data.
    public var data: JSONValue

    /// An event put between others.
    public init(before position: Int, event: String, data: JSONValue) {
      self.position = position
      self.event = event
      self.data = data
    }
  }

  /// How a connection ends where it should not.
  public enum Ending: Sendable, Hashable, CaseIterable {
    /// The body ends as HTTP demands, though the answer is not complete.
    case tidy
    /// The connection is closed.
    case closed
    /// The connection is reset.
    case reset
  }

  /// How an answer is broken.
  public enum Fault: Sendable {
    /// An HTTP failure, with any body.
    case status(Int, contentType: String?, body: [UInt8])
    /// An `error` event inside a 200 stream, before the event at that position; a whole answer gets
    /// the status that belongs to the type.
    case errorEvent(type: String, message: String, position: Int)
    /// Everything before the event at that position, and half of the event.
    case cut(position: Int, Ending)
    /// Everything before the event at that position.
    case ends(position: Int, Ending)
    /// The connection ends before a byte of the head.
    case lost(resetting: Bool)
    /// The connection ends within the head.
    case cutHead(resetting: Bool)
    /// Not a byte, until the client leaves.
    case silence
    /// Everything before the event at that position, and then nothing until the client leaves.
    case stalls(position: Int)
  }
}
