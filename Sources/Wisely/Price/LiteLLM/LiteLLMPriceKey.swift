// SPDX-License-Identifier: Apache-2.0

/// What a price field of LiteLLM's file is the price of, read from its name.
///
/// The name is a base and suffixes in this order: the lifetime of a cache, a prompt size, a service:
/// `cache_creation_input_token_cost_above_1hr_above_100k_tokens_batches`.
struct LiteLLMPriceKey: Hashable {
  /// What is priced, one token at a time.
  enum Kind: String, CaseIterable {
    case input = "input_cost_per_token"
    case output = "output_cost_per_token"
    case reasoning = "output_cost_per_reasoning_token"
    case read = "cache_read_input_token_cost"
    case write = "cache_creation_input_token_cost"
  }

  var kind: Kind
  /// The lifetime of a written cache in hours; 0 for the shortest there is, and for what is no write.
  var hours = 0
  /// The prompt size it holds above; 0 for all.
  var over = 0
  /// The service as a price file of ours names it; nil for the standard one.
  var service: String?

  init(_ kind: Kind, hours: Int = 0, over: Int = 0, service: String? = nil) {
    self.kind = kind
    self.hours = hours
    self.over = over
    self.service = service
  }

  /// Reads a field's name; nil when it is not a price of tokens that we count.
  init?(_ name: String) {
    guard let kind = Kind.allCases.first(where: { name.hasPrefix($0.rawValue) }) else { return nil }
    self.init(kind)
    var rest = name.dropFirst(kind.rawValue.count)
    if let (number, after) = Self.above(rest, "hr") {
      guard kind == .write, [1, 12].contains(number) else { return nil }
      hours = number
      rest = after
    }
    if let (number, after) = Self.above(rest, "k_tokens") {
      over = number * 1_000
      rest = after
    } else if let (number, after) = Self.above(rest, "_tokens") {
      over = number
      rest = after
    }
    switch rest {
    case "": break
    case "_batches": service = "batch"
    case "_flex", "_balanced", "_priority", "_ultrafast": service = String(rest.dropFirst())
    default: return nil
    }
  }

  /// Reads `_above_NUMBERunit` at the beginning.
  private static func above(
    _ text: Substring, _ unit: String
  ) -> (number: Int, rest: Substring)? {
    let word = "_above_"
    guard text.hasPrefix(word) else { return nil }
    let digits = text.dropFirst(word.count).prefix { $0.isASCII && $0.isNumber }
    let rest = text.dropFirst(word.count + digits.count)
    guard digits.count <= 9, let number = Int(digits), rest.hasPrefix(unit) else { return nil }
    let after = rest.dropFirst(unit.count)
    // `_above_1hr` must not be found in `_above_1hrs`.
    guard after.isEmpty || after.hasPrefix("_") else { return nil }
    return (number, after)
  }
}
