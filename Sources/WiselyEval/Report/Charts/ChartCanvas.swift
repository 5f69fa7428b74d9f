// SPDX-License-Identifier: Apache-2.0

/// Collects the marks of a chart, and knows where every text lies.
struct ChartCanvas: Sendable {
  /// A text and the room that it takes.
  struct PlacedText: Hashable, Sendable {
    var text: String
    var box: ChartBox
  }

  /// Where a text stands relative to its point.
  enum Anchor: String, Sendable {
    case start, middle, end
  }

  /// The width of the view box.
  let width: Double
  /// The height of the view box.
  let height: Double
  /// Every text that was drawn.
  private(set) var texts: [PlacedText] = []
  private var marks: [Markup] = []
  private var definitions: [Markup] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// Everything that may be drawn on.
  var box: ChartBox { ChartBox(left: 0, top: 0, right: width, bottom: height) }

  /// A number as a chart has it: two decimals at most.
  static func number(_ value: Double) -> String { Figures.trimmed((value * 100).rounded() / 100) }

  mutating func line(_ start: ChartPoint, _ end: ChartPoint, _ style: String) {
    marks.append(
      Markup(
        "line",
        [
          "class": style, "x1": Self.number(start.x), "y1": Self.number(start.y),
          "x2": Self.number(end.x), "y2": Self.number(end.y),
        ]))
  }

  mutating func rectangle(
    _ box: ChartBox, _ style: String, fill: String? = nil, title: String? = nil
  ) {
    let title = title.map { title in [Markup("title") { title }] } ?? []
    let place = [box.left, box.top, box.width, box.height].map(Self.number)
    if let fill {
      marks.append(
        Markup(
          "rect",
          [
            "class": style, "x": place[0], "y": place[1], "width": place[2], "height": place[3],
            "fill": fill,
          ]
        ) { title })
    } else {
      marks.append(
        Markup(
          "rect",
          ["class": style, "x": place[0], "y": place[1], "width": place[2], "height": place[3]]
        ) { title })
    }
  }

  /// A line through points, closed to an area on demand.
  mutating func path(
    _ points: [ChartPoint], _ style: String, isClosed: Bool = false, title: String? = nil
  ) {
    let steps = points.enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(Self.number(point.x)) \(Self.number(point.y))"
    }
    let title = title.map { title in [Markup("title") { title }] } ?? []
    marks.append(
      Markup("path", ["class": style, "d": steps.joined(separator: " ") + (isClosed ? " Z" : "")]) {
        title
      })
  }

  mutating func circle(
    _ centre: ChartPoint, _ radius: Double, _ style: String, title: String? = nil
  ) {
    let title = title.map { title in [Markup("title") { title }] } ?? []
    marks.append(
      Markup(
        "circle",
        [
          "class": style, "cx": Self.number(centre.x), "cy": Self.number(centre.y),
          "r": Self.number(radius),
        ]
      ) { title })
  }

  /// The room that a text takes whose baseline begins, ends or has its middle at a point.
  static func box(_ text: String, _ font: ChartFont, _ point: ChartPoint, _ anchor: Anchor)
    -> ChartBox
  {
    let width = font.width(text)
    let left =
      switch anchor {
      case .start: point.x
      case .middle: point.x - width / 2
      case .end: point.x - width
      }
    return ChartBox(
      left: left, top: point.y - font.size * 0.82, right: left + width,
      bottom: point.y + font.size * 0.26)
  }

  mutating func text(
    _ text: String, _ point: ChartPoint, _ font: ChartFont, _ anchor: Anchor = .start,
    style: String = "", title: String? = nil
  ) {
    texts.append(PlacedText(text: text, box: Self.box(text, font, point, anchor)))
    let title = title.flatMap { title in title == text ? nil : [Markup("title") { title }] } ?? []
    marks.append(
      Markup(
        "text",
        [
          "class": style.isEmpty ? font.style : font.style + " " + style,
          "x": Self.number(point.x), "y": Self.number(point.y),
          "text-anchor": anchor.rawValue, "font-size": Self.number(font.size),
        ]
      ) {
        text
        title
      })
  }

  /// Adds a fill that marks can name.
  mutating func define(_ markup: Markup) { definitions.append(markup) }

  /// The chart with what it says in words.
  func svg(id: String, title: String, description: String) -> Markup {
    Markup(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "role": "img",
        "viewBox": "0 0 \(Self.number(width)) \(Self.number(height))",
        "aria-labelledby": "\(id)-title \(id)-desc",
      ]
    ) {
      Markup("title", ["id": "\(id)-title"]) { title }
      Markup("desc", ["id": "\(id)-desc"]) { description }
      if !definitions.isEmpty { Markup("defs") { definitions } }
      marks
    }
  }
}
