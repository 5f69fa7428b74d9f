// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The page that reviewers see; plain forms, to which a few lines of script add the keys.
struct ReviewPage {
  let nonce: String
  private let reviewer: String

  init(reviewer: String, nonce: String) {
    self.reviewer = reviewer
    self.nonce = nonce
  }

  /// Two answers, or thanks when there are none left.
  func page(_ view: ReviewSession.View, alert: String? = nil) -> String {
    let count = view.count
    guard let content = view.content else {
      return document(
        title: "All rated", bodyClass: "done",
        """
        \(header(view))
        <main>
        \(warning(alert))<h1>All \(count) rated</h1>
        <p>Thank you. Press Ctrl-C in the terminal to see the summary; you can close this page.</p>
        \(undo(view))
        </main>
        """)
    }
    return document(
      title: "Which would you send? \(view.position + 1) of \(count)", bodyClass: "item",
      """
      \(header(view))
      <main>
      \(warning(alert))\(question(content.query))
      <div class="answers">
      \(answer(content.left, side: "Left"))
      \(answer(content.right, side: "Right"))
      </div>
      </main>
      \(choices(view))
      """)
  }

  /// One sentence, for whoever may not come in.
  func notice(_ sentence: String) -> String {
    document(
      title: "Blind review", bodyClass: "done",
      "<main>\n<h1>Blind review</h1>\n<p>\(Self.escape(sentence))</p>\n</main>")
  }

  /// What the link leads to, and leads on by itself.
  ///
  /// A page of our own and not a redirect: whoever comes from another site, such as a terminal in a
  /// browser, would be redirected without the strict cookie that was just set.
  var welcome: String {
    document(
      title: "Blind review", bodyClass: "done",
      head: "<meta http-equiv=\"refresh\" content=\"0;url=/\">",
      "<main>\n<h1>Blind review</h1>\n<p><a href=\"/\">Begin</a></p>\n</main>")
  }

  // MARK: - Parts

  private func header(_ view: ReviewSession.View) -> String {
    """
    <header>
    <p class="who">Reviewer: \(Self.escape(reviewer))</p>
    <label>\(view.done) of \(view.count) rated <progress max="\(max(1, view.count))" value="\(view.done)"></progress></label>
    </header>
    """
  }

  private func warning(_ alert: String?) -> String {
    alert.map { "<p class=\"alert\" role=\"alert\">\(Self.escape($0))</p>\n" } ?? ""
  }

  private func question(_ query: ReviewQuery) -> String {
    var parts: [String] = []
    if let system = query.system, !system.isEmpty {
      parts.append("<h3>Standing instructions</h3>\n\(text(system))")
    }
    for turn in query.history {
      let who =
        turn.speaker == Message.Speaker.assistant.rawValue ? "Earlier answer" : "Earlier question"
      parts.append("<h3>\(who)</h3>\n\(text(turn.text))")
    }
    if !parts.isEmpty { parts.append("<h3>Question</h3>") }
    parts.append(text(query.prompt))
    if !query.files.isEmpty {
      let names = query.files.map { "<li>\(Self.escape($0))</li>" }.joined()
      parts.append("<h3>With these files</h3>\n<ul>\(names)</ul>")
    }
    return """
      <section class="query" aria-labelledby="query" tabindex="0">
      <h2 id="query">The question</h2>
      \(parts.joined(separator: "\n"))
      </section>
      """
  }

  private func answer(_ words: String, side: String) -> String {
    let isEmpty = words.allSatisfy(\.isWhitespace)
    let content = isEmpty ? "<p class=\"end\">(an empty answer)</p>" : text(words)
    let id = side.lowercased()
    return """
      <section class="answer" aria-labelledby="\(id)" tabindex="0">
      <h2 id="\(id)">\(side) answer</h2>
      \(content)
      <p class="end">end of the answer</p>
      </section>
      """
  }

  private func text(_ words: String) -> String {
    "<div class=\"text\" dir=\"auto\">\(Self.escape(words.trimmingLines))</div>"
  }

  private func choices(_ view: ReviewSession.View) -> String {
    func button(_ choice: ReviewChoice, _ label: String, _ key: String, _ keys: String) -> String {
      """
      <button name="choice" value="\(choice.rawValue)" aria-keyshortcuts="\(keys)">\(label) <kbd>\(key)</kbd></button>
      """
    }
    return """
      <footer>
      <form method="post" action="/choose">
      <fieldset>
      <legend><h1>Which would you send?</h1></legend>
      <input type="hidden" name="step" value="\(view.position)">
      \(button(.left, "Left", "←", "ArrowLeft 1"))
      \(button(.both, "Both", "↑", "ArrowUp 3"))
      \(button(.neither, "Neither", "↓", "ArrowDown 4"))
      \(button(.right, "Right", "→", "ArrowRight 2"))
      </fieldset>
      </form>
      <p class="hint">Page Down reads on</p>
      \(undo(view))
      </footer>
      """
  }

  private func undo(_ view: ReviewSession.View) -> String {
    """
    <form class="undo" method="post" action="/undo">
    <input type="hidden" name="step" value="\(view.position)">
    <button name="undo" value="yes" aria-keyshortcuts="u"\(view.canUndo ? "" : " disabled")>Undo <kbd>u</kbd></button>
    </form>
    """
  }

  private func document(
    title: String, bodyClass: String, head: String = "", _ body: String
  ) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    \(head)<title>\(title)</title>
    <link rel="icon" href="data:,">
    <style nonce="\(nonce)">
    \(Self.style)
    </style>
    </head>
    <body class="\(bodyClass)">
    \(body)
    <script nonce="\(nonce)">
    \(Self.script)
    </script>
    </body>
    </html>

    """
  }

  /// Text as HTML; control characters that no text needs become visible.
  static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\n", "\t": escaped.unicodeScalars.append(scalar)
      case "\r": break
      case _ where scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value: escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension String {
  /// Without empty lines at its beginning and white space at its end.
  fileprivate var trimmingLines: String {
    var rest = self[...]
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    while let first = rest.first, first.isNewline { rest = rest.dropFirst() }
    return String(rest)
  }
}
