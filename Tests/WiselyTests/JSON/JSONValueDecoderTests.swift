// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wisely

@Suite struct JSONValueDecoderTests {
  enum Unit: String, Decodable, CaseIterable { case metre = "m", foot = "ft" }
  struct Name: RawRepresentable, Decodable, Equatable { var rawValue: String }
  enum Shape: Decodable, Equatable { case circle(radius: Double), point }

  struct Arguments: Decodable {
    struct Filter: Decodable {
      var words: [String]
      var weights: [String: Int8]?
    }
    var path: String
    var limit: Int?
    var ratio = 0.5 as Double?
    var unit: Unit?
    var name: Name?
    var filter: Filter?
    var shape: Shape?
    var pairs: [[UInt8]]?
    var anything: JSONValue?
    var deep: Bool?
  }

  private func decode(_ text: String) throws -> Arguments {
    try JSONValue(parsing: text).decoded()
  }

  @Test("A value becomes a typed one; unknown members are ignored")
  func decoding() throws {
    let arguments = try decode(
      """
      {"path":"a","limit":1e2,"ratio":1E-400,"unit":"ft","name":"n","other":[],"deep":null,
      "filter":{"words":["x","y"],"weights":{"b":-128,"a":1.0}},"pairs":[[1],[],[255,0]],
      "shape":{"circle":{"radius":2}},"anything":{"b":1.0,"a":[null]}}
      """)
    #expect(arguments.path == "a")
    #expect(arguments.limit == 100)
    #expect(arguments.ratio == 0)
    #expect(arguments.unit == .foot)
    #expect(arguments.name == Name(rawValue: "n"))
    #expect(arguments.filter?.words == ["x", "y"])
    #expect(arguments.filter?.weights == ["a": 1, "b": -128])
    #expect(arguments.pairs == [[1], [], [255, 0]])
    #expect(arguments.shape == .circle(radius: 2))
    #expect(arguments.anything?.text == #"{"b":1.0,"a":[null]}"#)
    #expect(arguments.deep == nil)
  }

  @Test(
    "What does not fit is named in one sentence",
    arguments: [
      ("[]", "the value must be an object, not an array"),
      ("null", "the value must be an object, not null"),
      ("{}", "'path' is missing"),
      (#"{"path":null}"#, "'path' must be a string, not null"),
      (#"{"path":7}"#, "'path' must be a string, not an integer"),
      (#"{"path":"","limit":"5"}"#, "'limit' must be an integer, not a string"),
      (#"{"path":"","limit":1.5}"#, "'limit' must be an integer, not 1.5"),
      (
        #"{"path":"","limit":1e30}"#,
        "'limit' must be an integer from -9223372036854775808 to 9223372036854775807, not 1e30"
      ),
      (#"{"path":"","ratio":1E400}"#, "'ratio' is too large a number: 1E400"),
      (#"{"path":"","ratio":"x"}"#, "'ratio' must be a number, not a string"),
      (#"{"path":"","deep":1}"#, "'deep' must be true or false, not an integer"),
      (#"{"path":"","unit":"yd"}"#, #"'unit' must be one of "m", "ft", not "yd""#),
      (#"{"path":"","filter":{}}"#, "'filter.words' is missing"),
      (
        #"{"path":"","filter":{"words":["a",2.5]}}"#,
        "'filter.words[1]' must be a string, not a number"
      ),
      (
        #"{"path":"","filter":{"words":[],"weights":{"7":300}}}"#,
        "'filter.weights.7' must be an integer from -128 to 127, not 300"
      ),
      (#"{"path":"","filter":{"words":{}}}"#, "'filter.words' must be an array, not an object"),
      (
        #"{"path":"","pairs":[[1],[-1]]}"#, "'pairs[1][0]' must be an integer from 0 to 255, not -1"
      ),
    ])
  func mistakes(text: String, expected: String) throws {
    let error = try #require(throws: JSONDecodingError.self) { try decode(text) }
    #expect(error.description == expected)
  }

  @Test("Wide integers are exact")
  func wideIntegers() throws {
    let numbers: [UInt64] = try JSONValue(parsing: "[18446744073709551615,1.8e19]").decoded()
    #expect(numbers == [.max, 18_000_000_000_000_000_000])
    let widest: Int128 = try JSONValue(parsing: "-170141183460469231731687303715884105728")
      .decoded()
    #expect(widest == .min)
  }

  @Test("Of members with the same name the last one counts, once")
  func duplicates() throws {
    let counts: [String: Int] = try JSONValue(parsing: #"{"a":1,"a":2}"#).decoded()
    #expect(counts == ["a": 2])
  }

  @Test("What a type throws itself passes through")
  func foreignErrors() {
    struct Picky: Decodable {
      init(from decoder: any Decoder) throws { throw CancellationError() }
    }
    #expect(throws: CancellationError.self) { try JSONValue.null.decoded(as: Picky.self) }
  }

  struct Search: Tool {
    struct Arguments: Decodable { var words: [String] }
    let definition = ToolDefinition(name: "search", description: "Searches.", inputSchema: [:])
    func call(_ arguments: Arguments) -> String { arguments.words.joined(separator: "+") }
  }

  @Test("A tool is called with what fits and explains to the model what does not")
  func tools() async throws {
    let good = ToolUse(id: "1", name: "search", input: ["words": ["a", "b"]])
    #expect(try await Search().answer(good) == ToolResult(toolUseID: "1", text: "a+b"))
    let bad = ToolUse(id: "2", name: "search", input: ["words": "a"])
    let text =
      "The arguments do not fit the schema of search: 'words' must be an array, not a string."
    #expect(
      try await Search().answer(bad) == ToolResult(toolUseID: "2", text: text, isError: true))
  }
}
