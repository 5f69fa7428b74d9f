// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// What `plan.json` of a run says that a report shows.
public struct ReportPlan: Hashable, Sendable {
  /// A query as it was asked.
  public struct Query: Hashable, Sendable {
    /// The question.
    public var prompt: String
    /// What was expected, a line for each thing that has to hold.
    public var expected: [String]

    /// A query.
    public init(prompt: String, expected: [String] = []) {
      self.prompt = prompt
      self.expected = expected
    }
  }

  /// SHA-256 of everything that was frozen.
  public var hash = ""
  /// The program that ran it.
  public var program = ""
  /// The seed of its order.
  public var seed = ""
  /// The version of its prices.
  public var priceVersion = ""
  /// The graders with their versions.
  public var graders: [String] = []
  /// When it was to end.
  public var stopping = ""
  /// The queries by their ids.
  public var queries: [String: Query] = [:]

  /// A plan that says nothing.
  public init() {}

  /// Reads a plan; what is not there is not shown.
  public init(_ json: JSONValue) {
    hash = json["hash"]?.string ?? ""
    program = json["program"]?.string ?? ""
    seed = json["seed"]?.string ?? json["seed"]?.text ?? ""
    priceVersion = json["priceVersion"]?.string ?? ""
    graders = json["graders"]?.array?.compactMap(\.string) ?? []
    stopping = json["stopping"]?.string ?? ""
    for query in json["queries"]?.array ?? [] {
      guard let id = query["id"]?.string else { continue }
      queries[id] = Query(
        prompt: query["prompt"]?.string ?? "",
        expected: (query["assertions"]?.array ?? []).map { Self.expectation($0) })
    }
  }

  private static func expectation(_ assertion: JSONValue) -> String {
    let kind = assertion["kind"]?.string ?? ""
    let value = assertion["value"].map { $0.string ?? $0.text } ?? ""
    return (assertion["negated"]?.bool == true ? "not " : "") + "\(kind): \(value)"
  }
}
