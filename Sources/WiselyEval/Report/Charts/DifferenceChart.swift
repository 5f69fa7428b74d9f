// SPDX-License-Identifier: Apache-2.0

/// Paired differences with their intervals, the margin and no difference drawn through all of them.
struct DifferenceChart: Sendable {
  /// One candidate.
  struct Row: Sendable {
    var name: String
    var value: Double
    var interval: Interval?
    var word: QualityWord
  }

  var rows: [Row]
  var baseline: String
  var margin: Double
  var size: ChartSize

  /// What is drawn for a word, so that colour is not all that tells.
  private enum Mark {
    case up, round, down, open

    init(_ word: QualityWord) {
      self =
        switch word {
        case .better: .up
        case .goodEnough, .goodEnoughMeasurablyWorse: .round
        case .worse, .worseSizeUnclear: .down
        case .inconclusive, .tooFew: .open
        }
    }

    var style: String {
      switch self {
      case .up, .round: "good"
      case .down: "bad"
      case .open: "unsure"
      }
    }
  }

  /// The chart; nil without a row.
  func canvas() -> ChartCanvas? {
    guard !rows.isEmpty else { return nil }
    let font = size.words
    let isWide = size == .wide
    let rowHeight = isWide ? 32.0 : 50
    let figures = rows.map { Self.figure($0) }
    let names = rows.map { size.name.fitted($0.name, isWide ? 220 : 340) }
    let left = isWide ? 14 + (names.map { size.name.width($0) }.max() ?? 0) : 8
    let right =
      isWide ? size.width - 14 - (figures.map { font.width($0) }.max() ?? 0) : size.width - 8
    let top = 40.0
    let bottom = top + Double(rows.count) * rowHeight + 4
    var canvas = ChartCanvas(width: size.width, height: bottom + 44)
    let plot = ChartBox(left: left + 8, top: top, right: right - 8, bottom: bottom)
    let scale = scale(plot, font)
    // On a narrow chart the words of each row keep clear of the lines.
    let bands =
      isWide
      ? [plot]
      : rows.indices.map { index in
        let first = top + Double(index) * rowHeight
        return ChartBox(left: plot.left, top: first + 25, right: plot.right, bottom: first + 47)
      }
    drawAxis(&canvas, plot, scale, font, bands)
    for (index, row) in rows.enumerated() {
      let first = top + Double(index) * rowHeight
      let y = first + (isWide ? rowHeight / 2 + 2 : 36)
      let baseline = isWide ? y + 4.5 : first + 19
      canvas.text(
        names[index], ChartPoint(6, baseline), size.name,
        title: row.name)
      // On a narrow chart the figures share the line of the name if both fit.
      let hasRoom =
        isWide || size.name.width(names[index]) + font.width(figures[index]) + 24 < size.width
      if hasRoom {
        canvas.text(
          figures[index], ChartPoint(size.width - 6, baseline), font, .end, style: "figure")
      }
      draw(row, on: &canvas, scale, y)
    }
    return canvas
  }

  private static func figure(_ row: Row) -> String {
    let value = Typography.minus(Figures.signed(row.value))
    guard let interval = row.interval else { return value }
    return value
      + Typography.minus(" (\(Figures.signed(interval.low)) to \(Figures.signed(interval.high)))")
  }

  private func scale(_ plot: ChartBox, _ font: ChartFont) -> ChartScale {
    var values = [0, -margin]
    for row in rows {
      values += [row.value, row.interval?.low ?? row.value, row.interval?.high ?? row.value]
    }
    let low = values.min() ?? 0
    let high = values.max() ?? 0
    let room = max(0.005, (high - low) * 0.06)
    return ChartScale(
      max(-1, low - room), min(1, high + room), from: plot.left, to: plot.right)
  }

  private func drawAxis(
    _ canvas: inout ChartCanvas, _ plot: ChartBox, _ scale: ChartScale, _ font: ChartFont,
    _ bands: [ChartBox]
  ) {
    for band in bands {
      canvas.rectangle(
        ChartBox(
          left: scale.place(-margin), top: band.top, right: plot.right, bottom: band.bottom),
        "within")
    }
    let upright = { (canvas: inout ChartCanvas, x: Double, style: String) in
      for band in bands {
        canvas.line(ChartPoint(x, band.top), ChartPoint(x, band.bottom), style)
      }
    }
    var free = 0.0
    for tick in scale.ticks(size == .wide ? 9 : 6) {
      let x = scale.place(tick.value)
      upright(&canvas, x, "grid")
      let label = Typography.minus(
        Figures.signed(tick.value, max(0, tick.decimals - 2)))
      let half = font.width(label) / 2
      guard x - half >= free, x + half <= size.width else { continue }
      canvas.text(label, ChartPoint(x, plot.bottom + 16), font, .middle, style: "tick")
      free = x + half + 4
    }
    upright(&canvas, scale.place(0), "zero")
    upright(&canvas, scale.place(-margin), "margin")
    // One above the other, so that a margin close to 0 does not push them into each other.
    label("no difference", scale.place(0), 30, font, &canvas)
    label(
      "margin \(Typography.minus("-" + Figures.margin(margin)))", scale.place(-margin), 14, font,
      &canvas)
    let name = size.name.fitted(baseline, size == .wide ? 300 : 120)
    canvas.text(
      "points better or worse than \(name)", ChartPoint(size.width - 6, plot.bottom + 36), font,
      .end, style: "axis")
  }

  private func label(
    _ text: String, _ x: Double, _ y: Double, _ font: ChartFont, _ canvas: inout ChartCanvas
  ) {
    let half = font.width(text) / 2
    canvas.text(
      text, ChartPoint(min(max(x, half + 2), size.width - half - 2), y), font, .middle,
      style: "axis")
  }

  private func draw(
    _ row: Row, on canvas: inout ChartCanvas, _ scale: ChartScale, _ y: Double
  ) {
    let mark = Mark(row.word)
    if let interval = row.interval {
      let (low, high) = (scale.place(interval.low), scale.place(interval.high))
      canvas.line(ChartPoint(low, y), ChartPoint(high, y), "interval \(mark.style)")
      for x in [low, high] {
        canvas.line(ChartPoint(x, y - 5), ChartPoint(x, y + 5), "interval \(mark.style)")
      }
    }
    let centre = ChartPoint(scale.place(row.value), y)
    let title = "\(row.name): \(Self.figure(row)) points, \(row.word.title)"
    switch mark {
    case .up:
      ChartMarker.triangle.draw(on: &canvas, centre, 6, "mark good", title: title)
    case .round: canvas.circle(centre, 5.5, "mark good", title: title)
    case .down: ChartMarker.hat.draw(on: &canvas, centre, 6, "mark bad", title: title)
    case .open: canvas.circle(centre, 5, "mark unsure", title: title)
    }
  }
}
