// SPDX-License-Identifier: Apache-2.0

/// What a model takes in a request, as far as building one needs to know.
public struct ModelCapabilities: Hashable, Sendable {
  /// A way of asking for reasoning; an open set, spelled as Anthropic's `thinking.type`.
  public struct Thinking: RawRepresentable, Hashable, Sendable {
    /// The spelling.
    public let rawValue: String
    /// A way.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The model decides how much; effort steers it.
    public static let adaptive = Thinking(rawValue: "adaptive")
    /// With a budget of tokens, on models before 4.7.
    public static let enabled = Thinking(rawValue: "enabled")
    /// None; models that always think reject it.
    public static let disabled = Thinking(rawValue: "disabled")
    /// Only between tool calls.
    public static let betweenTools = Thinking(rawValue: "between_tools")
  }

  /// The efforts it takes; empty when it takes none.
  public var efforts: Set<Effort>
  /// The ways of asking for reasoning it takes; empty when it takes none.
  public var thinking: Set<Thinking>
  /// Whether it takes temperature, top-p and top-k.
  public var takesSampling: Bool
  /// Whether it can be forced to call a tool.
  public var takesForcedToolChoice: Bool
  /// Whether an assistant turn may be begun for it.
  public var takesPrefill: Bool

  /// Capabilities; by default those of a model of which nothing is known.
  public init(
    efforts: Set<Effort> = [], thinking: Set<Thinking> = [], takesSampling: Bool = false,
    takesForcedToolChoice: Bool = false, takesPrefill: Bool = false
  ) {
    self.efforts = efforts
    self.thinking = thinking
    self.takesSampling = takesSampling
    self.takesForcedToolChoice = takesForcedToolChoice
    self.takesPrefill = takesPrefill
  }

  /// The accepted effort for a wish: the highest not above it, or else the lowest; nil if it takes none.
  public func nearestEffort(to wish: Effort) -> Effort? {
    efforts.filter { $0 <= wish }.max() ?? efforts.min()
  }
}

/// A tokenizer generation: counts of different generations cannot be compared as they stand.
public struct Tokenizer: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The spelling in the price file.
  public let rawValue: String
  /// A generation.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// The spelling.
  public var description: String { rawValue }

  /// Claude models before 4.7.
  public static let claude1 = Tokenizer(rawValue: "claude-1")
  /// Claude models from 4.7 on: about 1.3 times the tokens for the same text.
  public static let claude2 = Tokenizer(rawValue: "claude-2")
  /// The offline stand-ins' own.
  public static let offline = Tokenizer(rawValue: "offline")

  /// By how much counts grow from this tokenizer to another, about; nil when nobody has said.
  public func growth(to other: Tokenizer) -> Factor? {
    switch (self, other) {
    case (.claude1, .claude2): Factor(13, 10)
    case (.claude2, .claude1): Factor(10, 13)
    default: self == other ? .one : nil
    }
  }
}
