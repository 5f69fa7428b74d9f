// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wisely

@Suite struct JSONScannerTests {
  private let body = Array(
    #" {"model" : "a", "messages":[{"role":"user","content":"x\"y"}, 7 ], "n":{ }, "model":"b"} "#
      .utf8)

  private func text(_ range: Range<Int>?) -> String? {
    range.map { String(decoding: body[$0], as: UTF8.self) }
  }

  @Test("A path leads to the bytes of its value; the last of equal names counts")
  func ranges() throws {
    let scanner = JSONScanner(body)
    #expect(text(try scanner.range(at: ["model"])) == #""b""#)
    #expect(text(try scanner.range(at: ["messages", 0, "content"])) == #""x\"y""#)
    #expect(text(try scanner.range(at: ["messages", 1])) == "7")
    #expect(text(try scanner.range(at: ["n"])) == "{ }")
    #expect(try scanner.range(at: .root) == 1..<body.count - 1)
    for path: JSONPath in [
      ["x"], ["messages", 2], ["messages", "role"], ["messages", -1], ["model", 0], [0],
      ["n", "x", "y"],
    ] {
      #expect(try scanner.range(at: path) == nil, "\(path)")
    }
  }

  @Test("Members and elements are listed with their places, duplicates included")
  func listing() throws {
    let scanner = JSONScanner(body)
    let members = try #require(try scanner.members())
    #expect(members.map(\.key) == ["model", "messages", "n", "model"])
    #expect(text(members[0].keyRange) == #""model""#)
    #expect(text(members[0].valueRange) == #""a""#)
    #expect(
      try scanner.elements(at: ["messages"])?.map { text($0) } == [
        #"{"role":"user","content":"x\"y"}"#, "7",
      ])
    #expect(try scanner.members(at: ["messages"]) == nil)
    #expect(try scanner.elements() == nil)
    #expect(try scanner.members(at: ["n"]) == [])
  }

  @Test("Escaped names are found by what they mean")
  func escapedNames() throws {
    let scanner = JSONScanner(Array(#"{"\u006dodel":1,"mode\u006c":2}"#.utf8))
    #expect(try scanner.range(at: ["model"]) == 29..<30)
    #expect(try scanner.members()?.map(\.key) == ["model", "model"])
  }

  @Test("Every question refuses a broken document, wherever the break is")
  func refusal() throws {
    for broken in [#"{"a":{"b":1},"c":tru}"#, #"{"a":{"b":1}} x"#, #"{"a":{"b":1},"c":"\q"}"#] {
      let scanner = JSONScanner(Array(broken.utf8))
      for path: JSONPath in [.root, ["a"], ["a", "b"], ["a", "b", "c"], ["z"], [3]] {
        #expect(throws: JSONError.self, "\(path)") { try scanner.range(at: path) }
        #expect(throws: JSONError.self, "\(path)") { try scanner.members(at: path) }
        #expect(throws: JSONError.self, "\(path)") { try scanner.elements(at: path) }
      }
    }
  }

  @Test("The depth limit counts from the root, also below a path")
  func depth() throws {
    func nested(_ count: Int) -> [UInt8] {
      Array((String(repeating: "[", count: count) + String(repeating: "]", count: count)).utf8)
    }
    #expect(try JSONScanner(nested(512)).range(at: [0, 0, 0]) == 3..<1021)
    #expect(throws: JSONError.self) { try JSONScanner(nested(513)).range(at: [0, 0, 0]) }
    #expect(throws: JSONError.self) { try JSONScanner(nested(513)).members() }
  }

  @Test("The scanner finds what the parser finds", arguments: UInt64(1)...30)
  func sameAsParser(seed: UInt64) throws {
    var generator = JSONGenerator(seed: seed)
    for _ in 0..<30 {
      let value = generator.value()
      let document = try JSONText(generator.spelling(of: value))
      for path in value.paths {
        #expect(document.value(at: path) == value[path], "seed \(seed): \(path)")
      }
      for path: JSONPath in [["nowhere"], [99], ["a", "b", 0]] {
        #expect(document.value(at: path) == value[path], "seed \(seed): \(path)")
      }
    }
  }
}

extension JSONValue {
  /// The paths of all values inside, this one included.
  var paths: [JSONPath] {
    var all: [JSONPath] = []
    func walk(_ value: JSONValue, _ path: JSONPath) {
      all.append(path)
      for (index, element) in (value.array ?? []).enumerated() {
        walk(element, path.appending(.index(index)))
      }
      for key in value.object?.keys ?? [] {
        if let member = value[key] { walk(member, path.appending(.key(key))) }
      }
    }
    walk(self, .root)
    return all
  }
}
