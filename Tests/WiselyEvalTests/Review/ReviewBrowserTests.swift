// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Wisely

@testable import WiselyEval

@Suite("A review in Chromium", .serialized, .timeLimit(.minutes(5)))
struct ReviewBrowserTests {
  /// Runs a test in a tab, and ends the browser whatever happens.
  private static func withTab(_ body: (ChromiumTab) async throws -> Void) async throws {
    let chromium = try Chromium()
    let result: Result<Void, any Error>
    do { result = .success(try await body(try await ChromiumTab(chromium))) } catch {
      result = .failure(error)
    }
    try await chromium.quit()
    try result.get()
  }

  private static func open(_ link: String, in tab: ChromiumTab) async throws {
    // The link, and what it leads on to.
    try await tab.afterLoads(2) { try await tab.call("Page.navigate", ["url": .string(link)]) }
  }

  @Test("Keys choose, take back and scroll; every choice is logged; another process goes on")
  func keys() async throws {
    let folder = try ReviewFolder(
      queries: 10,
      answer: { query, setup, _ in
        setup == "cheap-one" ? "Short \(query)." : String(repeating: "Long \(query).\n", count: 90)
      })
    try await Self.withTab { tab in
      func step() async throws -> Int? {
        try await tab.value("+document.querySelector('[name=step]').value").int
      }
      func press(_ key: String, _ code: Int, leads: Bool = true) async throws {
        guard leads else { return try await tab.press(key, code: code) }
        try await tab.afterLoads { try await tab.press(key, code: code) }
      }
      try await folder.review().serve { link in
        try await Self.open(link, in: tab)
        #expect(try await tab.value("location.pathname + location.search") == "/")
        #expect(try await tab.value("document.cookie") == "", "no script can read the cookie")
        #expect(try await step() == 0)
        let keys = [
          ("ArrowLeft", 37, ReviewChoice.left), ("ArrowRight", 39, .right), ("ArrowUp", 38, .both),
          ("ArrowDown", 40, .neither), ("1", 49, .left), ("2", 50, .right), ("3", 51, .both),
          ("4", 52, .neither),
        ]
        for (number, (key, code, choice)) in keys.enumerated() {
          try await press(key, code)
          #expect(try await step() == number + 1)
          let last = try #require(try folder.preferences.choices.last)
          #expect(last.choice == choice)
          #expect(last.number == number)
        }
        try await press("u", 85)
        #expect(try await step() == 7)
        #expect(try folder.preferences.choices.count == 7)
        // Reloading shows the same item and sends nothing again.
        let before = try await tab.value("document.querySelector('main').innerText")
        try await tab.afterLoads { try await tab.call("Page.reload") }
        #expect(try await tab.value("document.querySelector('main').innerText") == before)
        #expect(try folder.preferences.choices.count == 7)
        // A box that has the focus scrolls; other keys choose nothing.
        let focus =
          "[...document.querySelectorAll('.answer')].find(b => b.scrollHeight > b.clientHeight).focus()"
        _ = try await tab.value(focus)
        try await press("ArrowDown", 40, leads: false)
        try await press("Tab", 9, leads: false)
        try await press("PageDown", 34, leads: false)
        for key in ["a", "5", "Escape"] { try await press(key, 65, leads: false) }
        #expect(try await step() == 7)
        #expect(
          try await tab.value(
            "Math.max(...[...document.querySelectorAll('.answer')].map(b => b.scrollTop)) > 100")
            == true)
        // Boxes of one size, and no bar to tell how much is in them.
        let sizes = try await tab.value(
          "[...document.querySelectorAll('.answer')].map(b => [b.offsetHeight, b.offsetWidth, b.offsetWidth - b.clientWidth].join()).join(';')"
        ).string?.split(separator: ";")
        #expect(sizes?.count == 2)
        #expect(sizes?.first == sizes?.last)
        #expect(sizes?.first?.hasSuffix(",2") == true, "borders only: \(sizes ?? [])")
      }
      // Another process, another port, the same reviewer; the old link is gone with the old one.
      let review = try folder.review()
      #expect(review.done == 7)
      try await review.serve { link in
        try await Self.open(link, in: tab)
        #expect(try await step() == 7)
        while try await step() ?? 11 < 11 { try await press("ArrowLeft", 37) }
        #expect(try await tab.value("document.querySelector('h1').innerText") == "All 11 rated")
        #expect(try folder.preferences.choices.count == 11)
      }
      #expect(tab.chromium.count(of: "Log.entryAdded") == 0, "nothing was blocked or missing")
    }
  }

  @Test("Without script, and without a mouse, the tab and enter keys do everything")
  func withoutScript() async throws {
    let folder = try ReviewFolder(queries: 3)
    try await Self.withTab { tab in
      try await tab.call("Emulation.setScriptExecutionDisabled", ["value": true])
      try await folder.review().serve { link in
        try await Self.open(link, in: tab)
        // Question, left, right; the buttons Left, Both, Neither, Right; Undo, once there is something.
        for (choice, tabs) in [(ReviewChoice.left, 4), (.neither, 6), (.right, 7)] {
          for _ in 0..<tabs { try await tab.press("Tab", code: 9) }
          try await tab.afterLoads { try await tab.press("Enter", code: 13, text: "\r") }
          #expect(try folder.preferences.choices.last?.choice == choice)
        }
        try await tab.press("Tab", code: 9)
        try await tab.afterLoads { try await tab.press("Enter", code: 13, text: "\r") }
        #expect(try folder.preferences.choices.count == 2)
      }
    }
  }

  @Test("Screen readers are told what everything is")
  func accessible() async throws {
    let folder = try ReviewFolder(queries: 3)
    try await Self.withTab { tab in
      try await folder.review().serve { link in
        try await Self.open(link, in: tab)
        let tree = try await tab.call("Accessibility.getFullAXTree")
        var names: [String: [String]] = [:]
        for node in tree["nodes"]?.array ?? [] where node["ignored"] != true {
          guard let role = node["role"]?["value"]?.string else { continue }
          names[role, default: []].append(node["name"]?["value"]?.string ?? "")
        }
        #expect(names["region"] == ["The question", "Left answer", "Right answer"])
        let buttons = ["Left ←", "Both ↑", "Neither ↓", "Right →", "Undo u"]
        #expect(Set(names["button"] ?? []) == Set(buttons))
        #expect(names["group"] == ["Which would you send?"])
        #expect(names["progressbar"]?.first?.hasPrefix("0 of 3 rated") == true)
        #expect(names["heading"]?.contains("Which would you send?") == true)
        #expect(try await tab.value("document.documentElement.lang") == "en")
      }
    }
  }

  /// For people: `WISELY_SCREENSHOTS=folder` keeps the pictures there.
  @Test("It can be looked at in light, dark and narrow")
  func pictures() async throws {
    let words =
      "The contract renews by itself for one year unless it is ended in writing three months before. "
    let folder = try ReviewFolder(
      queries: 24,
      prompt: { _ in
        "Does the attached contract renew by itself, and until when can it be ended?\nAnswer in two sentences and name the clause."
      },
      answer: { query, setup, _ in
        let name = setup == "cheap-one" ? "I am Claude Haiku 4.5. " : ""
        let list =
          "\n\n1. Clause 7.2 says so.\n2. The notice must be received, not only sent.\n\n    days = 90\n"
        return name + String(repeating: words, count: setup == "cheap-one" ? 3 : 14) + list
      })
    try await Self.withTab { tab in
      try await folder.review().serve { link in
        try await Self.open(link, in: tab)
        let target = ProcessInfo.processInfo.environment["WISELY_SCREENSHOTS"]
        for (name, width, height, isDark) in [
          ("light", 1_280, 800, false), ("dark", 1_280, 800, true), ("narrow", 390, 844, false),
          ("wide", 1_920, 1_080, false),
        ] {
          let picture = try await tab.screenshot(width: width, height: height, isDark: isDark)
          #expect(picture.count > 10_000)
          // Nothing sticks out sideways.
          let excess = try await tab.value("document.documentElement.scrollWidth - innerWidth")
          #expect(excess == 0, "\(name)")
          let background = try await tab.value("getComputedStyle(document.body).backgroundColor")
          #expect(background == (isDark ? "rgb(22, 22, 19)" : "rgb(244, 243, 239)"))
          guard let target else { continue }
          try picture.write(to: URL(fileURLWithPath: "\(target)/review-\(name).png"))
        }
        guard let target else { return }
        try await tab.press("Tab", code: 9)
        for _ in 0..<3 { try await tab.press("Tab", code: 9) }
        try await tab.screenshot(width: 1_280, height: 800, isDark: false)
          .write(to: URL(fileURLWithPath: "\(target)/review-focus.png"))
        for _ in 0..<26 { try await tab.afterLoads { try await tab.press("1", code: 49) } }
        try await tab.screenshot(width: 1_280, height: 800, isDark: true)
          .write(to: URL(fileURLWithPath: "\(target)/review-done.png"))
      }
    }
  }
}
