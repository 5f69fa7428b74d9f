// SPDX-License-Identifier: Apache-2.0

public import Wisely

extension AnthropicUpstream {
  /// What the upstream has billed, by its own reckoning.
  ///
  /// The rule: a stream is billed by the usage it had sent when the client left: nothing before
  /// `message_start`, then the usage of that event, and from `message_delta` on the final one, field by
  /// field, the last explicit value counting. An event counts as sent once the kernel has taken all
  /// its bytes and the client had not closed by then; so a client that leaves while an event is on
  /// the way may have been billed for it unseen. A whole answer is billed once it has been sent,
  /// and not at all before. A failure and a request that was turned down cost nothing. What the
  /// native advisor used is billed to its own model.
  public struct Counters: Sendable, Hashable {
    /// Every `POST /v1/messages` in the order of arrival.
    public var calls: [Call] = []
    /// Requests of `/v1/messages/count_tokens`.
    public var countings = 0
    /// Requests of `/v1/models`.
    public var listings = 0

    /// What the answers of batches used, at half price.
    public var batched: [Call.Share] = []

    /// Every `POST /v1/messages`.
    public var requests: Int { calls.count }
    /// Those answered to the end.
    public var completed: Int { count(.completed) }
    /// Those whose client left first.
    public var cancelled: Int { count(.cancelled) }
    /// Those that the upstream itself broke off.
    public var broken: Int { count(.broken) }
    /// Those answered with an HTTP failure.
    public var failed: Int { count(.failed) }
    /// Those turned down because the API would not take them.
    public var rejected: Int { count(.rejected) }

    /// The tokens billed to each model.
    public var billed: [String: Usage] {
      calls.flatMap(\.billed).reduce(into: [:]) { sums, share in
        sums[share.model] = (sums[share.model] ?? Usage()) + share.usage
      }
    }

    private func count(_ state: Call.State) -> Int { calls.count { $0.state == state } }
  }

  /// One `POST /v1/messages` and what it cost.
  public struct Call: Sendable, Hashable {
    /// How far it came.
    public enum State: Sendable, Hashable {
      /// On its way.
      case running
      /// Answered to the end.
      case completed
      /// The client left first.
      case cancelled
      /// The upstream broke the answer off, as its fault says.
      case broken
      /// Answered with an HTTP failure.
      case failed
      /// Turned down.
      case rejected
    }

    /// The tokens that one model used.
    public struct Share: Sendable, Hashable {
      /// The model.
      public var model: String
      /// The tokens.
      public var usage: Usage
    }

    /// The value of the response's `request-id`.
    public let requestID: String
    /// The id of the message, once an answer has begun.
    public var messageID: String?
    /// The model asked for.
    public var requested: String
    /// Whether a stream was asked for.
    public var isStreamed: Bool
    /// How far it came.
    public var state = State.running
    /// What it was billed, the executor's share first; empty for nothing.
    public var billed: [Share] = []
    /// What it would have been billed if nobody had left and nothing had broken.
    public var complete: [Share] = []
    /// How many events of a stream were sent.
    public var eventsSent = 0
  }
}

/// Usage as it adds up over the messages of one answer.
struct AnthropicUsageReading {
  private var fields: JSONObject = [:]
  private let writesForAnHour: Bool

  /// An empty reading; cache writes without a split are taken for the longest that was asked for.
  init(writesForAnHour: Bool) { self.writesForAnHour = writesForAnHour }

  /// Takes what a message says; what it does not say stays.
  mutating func merge(_ usage: JSONValue?) {
    for member in usage?.object?.members ?? [] where !member.value.isNull {
      fields[member.key] = member.value
    }
  }

  /// The tokens of the model that answered, and of those it asked.
  func shares(model: String) -> [AnthropicUpstream.Call.Share] {
    guard !fields.isEmpty else { return [] }
    var shares = [share(.object(fields), model)]
    for iteration in fields["iterations"]?.array ?? [] where iteration["type"] != "message" {
      shares.append(share(iteration, iteration["model"]?.string ?? model))
    }
    return shares
  }

  private func share(_ usage: JSONValue, _ model: String) -> AnthropicUpstream.Call.Share {
    func tokens(_ name: String) -> Int { usage[name]?.int ?? 0 }
    let split = usage["cache_creation"]
    let short = split?["ephemeral_5m_input_tokens"]?.int ?? 0
    let long = split?["ephemeral_1h_input_tokens"]?.int ?? 0
    let rest = max(0, tokens("cache_creation_input_tokens") - short - long)
    let sum = Usage(
      input: tokens("input_tokens"), cacheRead: tokens("cache_read_input_tokens"),
      cacheWrite5m: short + (writesForAnHour ? 0 : rest),
      cacheWrite1h: long + (writesForAnHour ? rest : 0), output: tokens("output_tokens"),
      reasoning: usage["output_tokens_details"]?["thinking_tokens"]?.int ?? 0,
      webSearches: usage["server_tool_use"]?["web_search_requests"]?.int ?? 0)
    return AnthropicUpstream.Call.Share(model: model, usage: sum)
  }
}
