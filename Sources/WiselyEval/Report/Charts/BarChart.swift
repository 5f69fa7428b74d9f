// SPDX-License-Identifier: Apache-2.0

/// Bars made of parts, one for each setup; parts differ in pattern as well as in colour.
struct BarChart: Sendable {
  /// One bar.
  struct Bar: Sendable {
    var name: String
    /// The parts, in the order of the chart's categories.
    var parts: [Double]
    /// What stands behind the bar.
    var figure: String
  }

  /// What a part is.
  struct Category: Sendable {
    var name: String
    /// Which of the six colours and patterns it has.
    var look: Int
  }

  /// What is drawn over a colour, so that it is not colour alone that tells parts apart.
  private static let patterns = 6

  var id: String
  var categories: [Category]
  var bars: [Bar]
  /// The end of the axis; nil for the longest bar.
  var limit: Double?
  /// What an axis label says for a value.
  var label: @Sendable (ChartScale.Tick) -> String
  /// What the axis shows.
  var axis: String
  var size: ChartSize

  /// The chart; nil without a bar.
  func canvas() -> ChartCanvas? {
    guard !bars.isEmpty, !categories.isEmpty else { return nil }
    let font = size.words
    let isWide = size == .wide
    let rowHeight = isWide ? 32.0 : 48
    let names = bars.map { size.name.fitted($0.name, isWide ? 220 : 220) }
    let figureWidth = bars.map { font.width($0.figure) }.max() ?? 0
    let left = isWide ? 14 + (names.map { size.name.width($0) }.max() ?? 0) : 8
    let right = isWide ? size.width - 20 - figureWidth : size.width - 12
    let legend = ChartLegend(entries: legendEntries, font: font)
    let legendHeight = legend.height(size.width - 12)
    let top = legendHeight + 10
    let bottom = top + Double(bars.count) * rowHeight + 4
    var canvas = ChartCanvas(width: size.width, height: bottom + 42)
    define(on: &canvas)
    legend.draw(
      on: &canvas, ChartBox(left: 6, top: 2, right: size.width - 6, bottom: legendHeight + 2))
    let longest = bars.map { $0.parts.reduce(0, +) }.max() ?? 0
    let scale = ChartScale(0, limit ?? (longest > 0 ? longest : 1), from: left, to: right)
    // On a narrow chart the words of each bar keep clear of the lines.
    let bands =
      isWide
      ? [(top, bottom)]
      : bars.indices.map { index in
        let first = top + Double(index) * rowHeight
        return (first + 21, first + 47)
      }
    drawAxis(&canvas, scale, bands, bottom, font)
    for (index, bar) in bars.enumerated() {
      let first = top + Double(index) * rowHeight
      let box = ChartBox(
        left: left, top: first + (isWide ? 6 : 24), right: right,
        bottom: first + (isWide ? 28 : 44))
      let baseline = isWide ? first + 21.5 : first + 18
      canvas.text(names[index], ChartPoint(6, baseline), size.name, style: "halo", title: bar.name)
      let end = draw(bar, on: &canvas, scale, box)
      canvas.text(
        bar.figure, isWide ? ChartPoint(end + 6, baseline) : ChartPoint(size.width - 6, baseline),
        font, isWide ? .start : .end, style: "figure halo")
    }
    return canvas
  }

  private func drawAxis(
    _ canvas: inout ChartCanvas, _ scale: ChartScale, _ bands: [(Double, Double)],
    _ bottom: Double,
    _ font: ChartFont
  ) {
    var free = 0.0
    for tick in scale.ticks(size == .wide ? 8 : 5) {
      let x = scale.place(tick.value)
      for band in bands {
        canvas.line(ChartPoint(x, band.0), ChartPoint(x, band.1), "grid")
      }
      let text = label(tick)
      let width = font.width(text)
      let centre = min(max(x, width / 2 + 2), size.width - width / 2 - 2)
      guard centre - width / 2 >= free else { continue }
      canvas.text(text, ChartPoint(centre, bottom + 16), font, .middle, style: "tick")
      free = centre + width / 2 + 4
    }
    canvas.text(axis, ChartPoint(size.width - 6, bottom + 35), font, .end, style: "axis")
  }

  /// Draws the parts and says where the last one ends.
  private func draw(
    _ bar: Bar, on canvas: inout ChartCanvas, _ scale: ChartScale, _ box: ChartBox
  ) -> Double {
    var sum = 0.0
    var end = box.left
    for (category, part) in zip(categories, bar.parts) where part > 0 {
      let start = scale.place(sum)
      sum += part
      end = scale.place(sum)
      guard end - start > 0.05 else { continue }
      let place = ChartBox(left: start, top: box.top, right: end, bottom: box.bottom)
      canvas.rectangle(
        place, "part c\(category.look)", title: "\(bar.name), \(category.name)")
      canvas.rectangle(place, "texture", fill: "url(#\(patternID(category.look)))")
    }
    canvas.line(ChartPoint(box.left, box.top - 3), ChartPoint(box.left, box.bottom + 3), "edge")
    return end
  }

  // MARK: - Looks

  private func patternID(_ look: Int) -> String { "\(id)-p\(look)" }

  private func define(on canvas: inout ChartCanvas) {
    for look in categories.map(\.look) where look != 1 {
      canvas.define(Self.pattern(look, id: patternID(look)))
    }
    if categories.contains(where: { $0.look == 1 }) {
      canvas.define(
        Markup(
          "pattern",
          ["id": patternID(1), "width": "8", "height": "8", "patternUnits": "userSpaceOnUse"]))
    }
  }

  private static func pattern(_ look: Int, id: String) -> Markup {
    let path =
      switch look {
      case 2: "M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6"
      case 3: "M2 2 h2 v2 h-2 z M6 6 h2 v2 h-2 z"
      case 4: "M-2 6 L2 10 M0 0 L8 8 M6 -2 L10 2"
      case 5: "M4 0 V8"
      default: "M0 4 H8 M4 0 V8"
      }
    return Markup(
      "pattern", ["id": id, "width": "8", "height": "8", "patternUnits": "userSpaceOnUse"]
    ) {
      Markup("path", ["class": look == 3 ? "dots" : "hatch", "d": path])
    }
  }

  private var legendEntries: [ChartLegend.Entry] {
    guard categories.count > 1 else { return [] }
    return categories.map { category in
      let id = patternID(category.look)
      return ChartLegend.Entry(text: category.name) { canvas, place in
        let box = ChartBox(
          left: place.x - 11, top: place.y - 7, right: place.x + 11, bottom: place.y + 7)
        canvas.rectangle(box, "part c\(category.look)")
        canvas.rectangle(box, "texture", fill: "url(#\(id))")
      }
    }
  }
}
