// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyEval

@Suite struct ReportShapeTests {
  @Test("A page is well formed and every picture stays in its frame", arguments: ReportFixture.all)
  func page(fixture: ReportFixture) throws {
    let page = try MarkupChecker(try fixture.report().text(.html))
    let ids = page.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count, "an id is there twice")
    let pictures = page.elements.filter { $0.name == "svg" && $0.attributes["role"] == "img" }
    #expect(
      pictures.isEmpty == (fixture.setups.count == 1 && !fixture.hasCosts && fixture.trials == 1))
    for picture in pictures {
      for id in (picture.attributes["aria-labelledby"] ?? "").split(separator: " ") {
        #expect(ids.contains(String(id)), "nothing describes a picture")
      }
    }
    for element in page.elements where element.path.contains("svg") {
      for fault in Self.outside(element) { Issue.record("\(fault)") }
    }
    for element in page.elements {
      for reference in (element.attributes["fill"] ?? "").split(separator: "#").dropFirst() {
        #expect(ids.contains(String(reference.dropLast())), "a pattern is missing")
      }
    }
  }

  /// The coordinates of a mark that lie outside of its view box.
  private static func outside(_ element: MarkupChecker.Element) -> [String] {
    guard let box = element.viewBox, !element.path.contains("defs") else { return [] }
    var points: [(Double, Double)] = []
    func number(_ name: String) -> Double {
      element.attributes[name].flatMap { Double($0) } ?? .nan
    }
    switch element.name {
    case "line": points = [(number("x1"), number("y1")), (number("x2"), number("y2"))]
    case "text": points = [(number("x"), number("y"))]
    case "circle":
      let radius = number("r")
      points = [
        (number("cx") - radius, number("cy") - radius),
        (number("cx") + radius, number("cy") + radius),
      ]
    case "rect":
      points = [
        (number("x"), number("y")),
        (number("x") + number("width"), number("y") + number("height")),
      ]
    case "path":
      guard element.attributes["class"] != nil else { return [] }
      let numbers = (element.attributes["d"] ?? "").split { "MLZ ".contains($0) }
        .compactMap { Double($0) }
      points = stride(from: 0, to: numbers.count - 1, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
    default: return []
    }
    return points.filter {
      !(0...box[2]).contains($0.0) || !(0...box[3]).contains($0.1)
    }.map { "\(element.name) \(element.attributes) has \($0) outside of \(box)" }
  }

  @Test(
    "A page needs nothing from anywhere, and has colours for light and dark",
    arguments: ReportFixture.all)
  func selfContained(fixture: ReportFixture) throws {
    let text = try fixture.report().text(.html)
    let page = try MarkupChecker(text)
    for element in page.elements {
      for name in ["src", "srcset", "data", "action", "style", "onload", "onerror", "onclick"] {
        #expect(element.attributes[name] == nil)
      }
      #expect(element.attributes["href"].map { $0.hasPrefix("#") } ?? true)
      #expect(!["link", "img", "iframe", "object", "embed", "base", "form"].contains(element.name))
    }
    #expect(!text.contains("@import"))
    let style = "\(ReportAssets.style)"
    #expect(!style.contains("url("))
    let pieces = style.split(separator: "{").map(String.init)
    let colours = { (piece: String) in
      Set(
        piece.split(separator: ";").compactMap { $0.split(separator: ":").first }
          .map { $0.filter { !$0.isWhitespace } }.filter { $0.hasPrefix("--") })
    }
    let palettes = pieces.map(colours).filter { $0.contains("--paper") }
    #expect(palettes.count == 3, "light, dark and print")
    #expect(Set(palettes).count == 1, "every colour has a value in every light")
    let used = style.split(separator: "var(").dropFirst().compactMap {
      $0.split(separator: ")").first
    }
    let known = (palettes.first ?? []).union(["--tone"])
    #expect(Set(used.map(String.init)).isSubset(of: known))
  }

  @Test("No answer, name or advice gets out of its box")
  func untrusted() throws {
    let fixture = ReportFixture(nasty: ReportFixture.nastiest)
    let plain = try MarkupChecker(try ReportFixture().report().text(.html))
    let text = try fixture.report().text(.html)
    let page = try MarkupChecker(text)
    #expect(page.elements.map(\.name) == plain.elements.map(\.name))
    #expect(text.contains("&lt;img src=x onerror=alert(1)&gt;"))
    #expect(text.contains("⟨U+202E⟩evil"))
    #expect(text.contains("␀␛[31m"))
    #expect(text.components(of: "<script>") == 1)
  }

  @Test("The policy names the script and the style sheet by their hashes")
  func policy() throws {
    let text = try ReportFixture().report().text(.html)
    let page = try MarkupChecker(text)
    let policy = page.elements.first { $0.attributes["http-equiv"] != nil }?.attributes["content"]
    // What `printf '%s' … | openssl dgst -sha256 -binary | base64` gives for an empty text.
    #expect(ReportAssets.source("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    #expect(policy?.contains("default-src &#39;none&#39;") == true)
    #expect(policy?.contains(ReportAssets.source(ReportAssets.script)) == true)
    #expect(policy?.contains(ReportAssets.source(ReportAssets.style)) == true)
    #expect(text.contains("<script>\(ReportAssets.script)</script>"))
    #expect(text.contains("<style>\(ReportAssets.style)</style>"))
  }

  @Test("Every table of the Markdown has as many cells in each row", arguments: ReportFixture.all)
  func markdown(fixture: ReportFixture) throws {
    let lines = try fixture.report().text(.markdown).split(
      separator: "\n", omittingEmptySubsequences: false)
    var columns: Int?
    var fence: Substring?
    for line in lines {
      if let open = fence {
        if line == open { fence = nil }
        continue
      }
      if line.hasPrefix("```") {
        fence = line.prefix { $0 == "`" }
      }
      guard line.hasPrefix("| ") else {
        columns = nil
        continue
      }
      let cells = Self.cells(line)
      #expect(columns ?? cells == cells, "\(line)")
      columns = cells
    }
    #expect(fence == nil, "a block is never closed")
  }

  /// The bars of a row that are not escaped.
  private static func cells(_ line: Substring) -> Int {
    var isEscaped = false
    return line.count { character in
      defer { isEscaped = character == "\\" && !isEscaped }
      return character == "|" && !isEscaped
    }
  }

  @Test("The JSON has every pair, gate and flipped query", arguments: ReportFixture.all)
  func json(fixture: ReportFixture) throws {
    let report = try fixture.report()
    let json = try JSONValue(parsing: Array(report.text(.json).utf8))
    #expect(json["pairs"]?.array?.count == fixture.setups.count - 1)
    #expect(json["setups"]?.array?.count == fixture.setups.count)
    #expect(json["flips"]?.array?.count == fixture.setups.count - 1)
    for gates in json["gates"]?.array ?? [] {
      #expect(gates["findings"]?.array?.count == Gate.allCases.count)
    }
    for (pair, flips) in zip(json["pairs"]?.array ?? [], json["flips"]?.array ?? []) {
      #expect(pair["candidate"] == flips["candidate"])
      #expect(
        flips["baselineBetter"]?.array?.count == pair["disagreements"]?["baselineOnly"]?.int)
      #expect(
        flips["candidateBetter"]?.array?.count == pair["disagreements"]?["candidateOnly"]?.int)
    }
  }

  @Test("A flipped query shows the trial that tells, and the clearest query comes first")
  func flips() throws {
    let report = try ReportFixture().report()
    for list in report.flips {
      #expect(!list.lost.isEmpty)
      #expect(list.lost.map(\.difference) == list.lost.map(\.difference).sorted())
      for flip in list.lost {
        #expect(flip.difference < 0)
        #expect(
          flip.candidate.shown?.effectiveScore == flip.candidate.scores.compactMap(\.self).min())
        #expect(
          flip.baseline.shown?.effectiveScore == flip.baseline.scores.compactMap(\.self).max())
        #expect(flip.prompt?.hasPrefix("What is ") == true)
      }
      for flip in list.won { #expect(flip.difference > 0) }
    }
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of text: String) -> Int {
    var count = 0
    var rest = self[...]
    while let range = rest.firstRange(of: text) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
