// SPDX-License-Identifier: Apache-2.0

/// One upstream call, as it was booked.
public struct LedgerRow: Hashable, Codable, Sendable {
  /// How the call ended; an open set.
  public struct Outcome: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// The spelling in the ledger.
    public let rawValue: String
    /// An outcome.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The spelling.
    public var description: String { rawValue }

    /// It answered.
    public static let answered = Outcome(rawValue: "answered")
    /// The caller left; usage is what was known by then.
    public static let cancelled = Outcome(rawValue: "cancelled")
    /// The process died during the call; what it cost is only bounded by the hold.
    public static let interrupted = Outcome(rawValue: "interrupted")

    /// It failed with an error of that code.
    public static func failed(_ code: ModelError.Code) -> Outcome {
      Outcome(rawValue: "failed:" + code.rawValue)
    }
  }

  /// The call's own name.
  public var id: String
  /// The call it was part of.
  public var parent: String?
  /// The conversation.
  public var conversation: String
  /// What the model did.
  public var role: CallRole
  /// The setup, in its notation.
  public var setup: String
  /// The model asked for.
  public var requested: ModelID
  /// The model that served; the one asked for when nobody said.
  public var served: ModelID
  /// Tokens by kind.
  public var usage: Usage
  /// How it was served.
  public var service: Service
  /// The cost, exact by the price sheet of the day, or unknown.
  public var cost: Cost
  /// The most it could have cost: what was held before it was made.
  public var held: Cost
  /// The version of the price catalogue that priced it.
  public var priceVersion: String
  /// What made a consultation happen.
  public var trigger: Trigger?
  /// How it ended.
  public var outcome: Outcome
  /// When it was sent.
  public var started: Timestamp
  /// When it was over.
  public var ended: Timestamp
  /// Whether no call was made now: the answer was kept, and the row says what it cost then.
  ///
  /// Such rows are never booked again.
  public var isReplayed: Bool

  /// A row.
  public init(
    id: String, parent: String? = nil, conversation: String = "", role: CallRole = .executor,
    setup: String = "", requested: ModelID, served: ModelID, usage: Usage,
    service: Service = Service(), cost: Cost, held: Cost, priceVersion: String,
    trigger: Trigger? = nil, outcome: Outcome, started: Timestamp, ended: Timestamp,
    isReplayed: Bool = false
  ) {
    self.id = id
    self.parent = parent
    self.conversation = conversation
    self.role = role
    self.setup = setup
    self.requested = requested
    self.served = served
    self.usage = usage
    self.service = service
    self.cost = cost
    self.held = held
    self.priceVersion = priceVersion
    self.trigger = trigger
    self.outcome = outcome
    self.started = started
    self.ended = ended
    self.isReplayed = isReplayed
  }
}

/// A call that is about to be made, written down first so that a killed process loses nothing.
public struct Hold: Hashable, Sendable {
  /// The row the call will be booked as, with its worst case as cost and no usage yet.
  public var row: LedgerRow

  /// A hold.
  public init(row: LedgerRow) { self.row = row }
}

/// Where upstream calls are written down, one row each, never changed afterwards.
public protocol Ledger: Sendable {
  /// Writes down that a call is about to be made; durable when it returns.
  func open(_ hold: Hold) async throws

  /// Books a call and ends its hold in one step; durable when it returns, idempotent by row id.
  ///
  /// One call may be booked as several rows when the provider ran several models inside it.
  func settle(_ hold: Hold, as rows: [LedgerRow]) async throws
}
