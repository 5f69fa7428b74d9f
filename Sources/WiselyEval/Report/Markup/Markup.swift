// SPDX-License-Identifier: Apache-2.0

/// A piece of HTML or SVG that is escaped by construction: text can only come in as text.
struct Markup: Sendable {
  private indirect enum Content: Sendable {
    case text(String)
    case element(name: String, attributes: [(name: String, value: String)], children: [Markup])
    case verbatim(String)
  }

  private let content: Content

  private init(_ content: Content) { self.content = content }

  /// Text, whatever is in it.
  static func text(_ text: String) -> Markup { Markup(.text(text)) }

  /// Text of our own that stands as it is, such as a style sheet; never anything from a file.
  static func verbatim(_ text: StaticString) -> Markup {
    Markup(.verbatim("\(text)"))
  }

  /// An element; one without children closes itself.
  init(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:],
    @MarkupBuilder _ children: () -> [Markup] = { [] }
  ) {
    self.init(
      .element(
        name: name, attributes: attributes.map { (name: $0.key, value: $0.value) },
        children: children()))
  }
}

// MARK: - Writing

extension Markup {
  /// Elements that begin on a line of their own, for whoever reads the source or a difference.
  private static let blocks: Set<String> = [
    "html", "head", "meta", "title", "style", "script", "body", "header", "main", "footer", "nav",
    "section", "article", "h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "dl", "dt", "dd", "div",
    "figure", "figcaption", "table", "caption", "thead", "tbody", "tr", "details", "summary",
    "pre", "svg", "desc", "defs", "pattern", "g", "path", "line", "rect", "circle", "text",
  ]

  /// Elements that HTML closes with a tag of their own even when they are empty.
  private static let paired: Set<String> = [
    "td", "th", "p", "div", "span", "script", "style", "title", "section", "ul", "g", "pre",
    "code", "summary", "details", "a", "dd", "dt", "h1", "h2", "h3", "h4", "figcaption",
  ]

  /// The characters.
  var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to target: inout String) {
    switch content {
    case .text(let text): target += MarkupText.escaped(text)
    case .verbatim(let text): target += text
    case .element(let name, let attributes, let children):
      if Self.blocks.contains(name), !target.isEmpty { target += "\n" }
      target += "<" + name
      for attribute in attributes {
        target += " \(attribute.name)=\"" + MarkupText.escaped(attribute.value, quotes: true) + "\""
      }
      guard !children.isEmpty || Self.paired.contains(name) else {
        target += "/>"
        return
      }
      target += ">"
      for child in children { child.write(to: &target) }
      target += "</\(name)>"
    }
  }
}

/// Puts the children of an element one after the other.
@resultBuilder
enum MarkupBuilder {
  static func buildExpression(_ markup: Markup) -> [Markup] { [markup] }
  static func buildExpression(_ text: String) -> [Markup] { [.text(text)] }
  static func buildExpression(_ markups: [Markup]) -> [Markup] { markups }
  static func buildBlock(_ parts: [Markup]...) -> [Markup] { Array(parts.joined()) }
  static func buildOptional(_ part: [Markup]?) -> [Markup] { part ?? [] }
  static func buildEither(first part: [Markup]) -> [Markup] { part }
  static func buildEither(second part: [Markup]) -> [Markup] { part }
  static func buildArray(_ parts: [[Markup]]) -> [Markup] { Array(parts.joined()) }
}
