// SPDX-License-Identifier: Apache-2.0

/// A check as the configuration writes it: an object with one member that names the kind.
///
/// | written | passes when |
/// |---|---|
/// | `{"regex": "…"}` | the pattern matches somewhere |
/// | `{"equals": "…"}` | the answer is that text |
/// | `{"number": 42}` | the final number is that one |
/// | `{"number": {"value": 42, "tolerance": 0.5}}` | … give or take |
/// | `{"number": {"minimum": 0, "maximum": 10}}` | … lies between |
/// | `{"number": true}` | there is one |
/// | `{"command": ["…"]}` | the command exits with 0, the answer being its input |
/// | `{"schema": {…}}` | the answer is JSON that the schema accepts |
/// | `{"judge": true}` | a model says so |
public enum CheckSpecification: Hashable, Sendable {
  /// A regular expression.
  case regex(String)
  /// A text.
  case equals(String)
  /// A number.
  case number(NumberCheck.Expectation)
  /// A command with its arguments.
  case command([String])
  /// A JSON Schema.
  case schema(JSONValue)
  /// A model.
  case judge

  /// Reads a specification.
  ///
  /// - Throws: `SetupError` that names the member and the mend.
  public init(_ value: JSONValue) throws(SetupError) {
    guard let object = value.object else {
      throw SetupError("A check must be an object such as {\"judge\": true}, not \(value.text).")
    }
    guard let member = object.members.first, object.members.count == 1 else {
      let keys = object.keys.joined(separator: ", ")
      throw SetupError(
        "A check has exactly one member, one of \(Self.kinds); this one has "
          + (keys.isEmpty ? "none." : "\(keys)."))
    }
    let value = member.value
    switch member.key {
    case "regex": self = .regex(try Self.string(value, "regex"))
    case "equals": self = .equals(try Self.string(value, "equals"))
    case "number": self = .number(try Self.expectation(value))
    case "command":
      let words = value.array?.compactMap(\.string) ?? []
      guard !words.isEmpty, words.count == value.array?.count else {
        throw Self.error("command", "a list of texts such as [\"make\", \"test\"]", value)
      }
      self = .command(words)
    case "schema":
      guard value.object != nil || value.bool != nil else {
        throw Self.error("schema", "a JSON Schema", value)
      }
      self = .schema(value)
    case "judge":
      guard value == .bool(true) else { throw Self.error("judge", "true", value) }
      self = .judge
    default: throw SetupError("There is no check '\(member.key)'; the checks are \(Self.kinds).")
    }
  }

  private static let kinds = "regex, equals, number, command, schema, judge"

  /// The check; `judge` answers for `.judge`, `run` runs commands.
  ///
  /// - Throws: `SetupError` when the check needs what was not given, or its pattern or schema is wrong.
  public func makeCheck(
    judge: (any LanguageModel)? = nil, run: CommandCheck.Runner? = nil
  ) throws(SetupError) -> any Check {
    switch self {
    case .regex(let pattern): return try RegexCheck(pattern)
    case .equals(let text): return ExactCheck(text)
    case .number(let expectation): return NumberCheck(expectation)
    case .schema(let schema): return try SchemaCheck(schema)
    case .command(let arguments):
      guard let run else { throw SetupError("The check 'command' cannot run commands here.") }
      return try CommandCheck(arguments, run: run)
    case .judge:
      guard let judge else { throw SetupError("The check 'judge' needs a model that judges.") }
      return JudgeCheck(judge)
    }
  }
}

// MARK: - Members

extension CheckSpecification {
  private static func error(_ key: String, _ wanted: String, _ found: JSONValue) -> SetupError {
    SetupError("The check '\(key)' must be \(wanted), not \(found.text).")
  }

  private static func string(_ value: JSONValue, _ key: String) throws(SetupError) -> String {
    guard let text = value.string, !text.isEmpty else { throw error(key, "a text", value) }
    return text
  }

  private static func expectation(
    _ value: JSONValue
  ) throws(SetupError) -> NumberCheck.Expectation {
    if value == .bool(true) { return .any }
    if let number = value.double { return .value(number, tolerance: 0) }
    let wanted = "a number, true, {\"value\", \"tolerance\"} or {\"minimum\", \"maximum\"}"
    guard let object = value.object else { throw error("number", wanted, value) }
    let keys = Set(object.keys)
    if let number = object["value"]?.double, keys.isSubset(of: ["value", "tolerance"]) {
      let tolerance = object["tolerance"].map { $0.double ?? -1 } ?? 0
      guard tolerance >= 0 else { throw error("number", "given a tolerance of 0 or more", value) }
      return .value(number, tolerance: tolerance)
    }
    guard keys.isSubset(of: ["minimum", "maximum"]), !keys.isEmpty,
      object.members.allSatisfy({ $0.value.double != nil })
    else { throw error("number", wanted, value) }
    let (low, high) = (object["minimum"]?.double, object["maximum"]?.double)
    guard low ?? -.infinity <= high ?? .infinity else {
      throw error("number", "given a minimum that is not above the maximum", value)
    }
    return .range((low ?? -.infinity)...(high ?? .infinity))
  }
}
