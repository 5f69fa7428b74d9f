// SPDX-License-Identifier: Apache-2.0

/// Cost against quality: the setups, the frontier, the straight line between cheap and expensive,
/// and what an oracle would reach.
struct PlaneChart: Sendable {
  /// A setup in the plane.
  struct Point: Sendable {
    var name: String
    var cost: Double
    var costInterval: Interval?
    var quality: Double
    var qualityInterval: Interval?
    var isBaseline: Bool
    var isOnFrontier: Bool
  }

  /// The ceiling of switching.
  struct Ceiling: Sendable {
    var quality: Double
    var routerCost: Double
    var cascadeCost: Double
  }

  var points: [Point]
  /// The places of the two setups that a mix is made of.
  var mix: (cheap: Int, expensive: Int)?
  var ceiling: Ceiling?
  var size: ChartSize

  /// How large a point is.
  static let radius = 6.0
  private static let mostNames = 8

  /// Whether costs are so far apart that a straight axis would squeeze the cheap ones together.
  var isLogarithmic: Bool {
    let costs = allCosts
    guard let low = costs.min(), let high = costs.max(), low > 0 else { return false }
    return high / low > 40
  }

  private var allCosts: [Double] {
    points.map(\.cost) + (ceiling.map { [$0.routerCost, $0.cascadeCost] } ?? [])
  }

  /// The chart; nil without a point.
  func canvas() -> ChartCanvas? {
    guard !points.isEmpty else { return nil }
    let legend = ChartLegend(entries: legendEntries, font: size.words)
    let left = 50.0
    let plotHeight = size == .wide ? 400.0 : 330
    let legendHeight = legend.height(size.width - 16)
    var canvas = ChartCanvas(width: size.width, height: plotHeight + 92 + legendHeight)
    let plot = ChartBox(left: left, top: 34, right: size.width - 12, bottom: 34 + plotHeight)
    let scales = (horizontal(plot), vertical(plot))
    drawAxes(&canvas, plot, scales.0, scales.1)
    drawLines(&canvas, plot, scales.0, scales.1)
    drawPoints(&canvas, scales.0, scales.1)
    drawNames(&canvas, plot, scales.0, scales.1)
    legend.draw(
      on: &canvas,
      ChartBox(
        left: 8, top: plot.bottom + 50, right: size.width - 8,
        bottom: plot.bottom + 50 + legendHeight))
    return canvas
  }

  // MARK: - Axes

  private func horizontal(_ plot: ChartBox) -> ChartScale {
    let costs = allCosts + points.compactMap(\.costInterval?.high)
    let high = costs.max() ?? 1
    guard isLogarithmic else {
      return ChartScale(0, high > 0 ? high * 1.06 : 1, from: plot.left, to: plot.right)
    }
    let low = (allCosts + points.compactMap(\.costInterval?.low)).min() ?? 1
    return ChartScale(low / 1.3, high * 1.3, from: plot.left, to: plot.right, isLogarithmic: true)
  }

  private func vertical(_ plot: ChartBox) -> ChartScale {
    var values = points.flatMap {
      [$0.quality, $0.qualityInterval?.low ?? $0.quality, $0.qualityInterval?.high ?? $0.quality]
    }
    if let ceiling { values.append(ceiling.quality) }
    let low = values.min() ?? 0
    let high = values.max() ?? 1
    let room = max(0.02, (high - low) * 0.08)
    return ChartScale(
      max(-0.02, low - room), min(1.02, high + room), from: plot.bottom, to: plot.top)
  }

  private func drawAxes(
    _ canvas: inout ChartCanvas, _ plot: ChartBox, _ across: ChartScale, _ up: ChartScale
  ) {
    let font = size.words
    canvas.text("mean score", ChartPoint(4, 16), font, style: "axis")
    for tick in up.ticks(size == .wide ? 8 : 6) where (0...1).contains(tick.value) {
      let y = up.place(tick.value)
      canvas.line(ChartPoint(plot.left, y), ChartPoint(plot.right, y), "grid")
      let label = Figures.points(tick.value, max(0, tick.decimals - 2)) + " %"
      canvas.text(label, ChartPoint(plot.left - 5, y + font.size * 0.34), font, .end, style: "tick")
    }
    canvas.line(ChartPoint(plot.left, plot.bottom), ChartPoint(plot.right, plot.bottom), "edge")
    var free = 0.0
    for tick in across.ticks(size == .wide ? 8 : 5) {
      let x = across.place(tick.value)
      canvas.line(ChartPoint(x, plot.bottom), ChartPoint(x, plot.bottom + 5), "edge")
      let label = Figures.tick(tick)
      let half = font.width(label) / 2
      // A label that would leave the chart or touch the one before is left out; its mark stays.
      guard x - half >= free, x + half <= size.width else { continue }
      canvas.text(label, ChartPoint(x, plot.bottom + 19), font, .middle, style: "tick")
      free = x + half + 4
    }
    let title = "mean cost of a query, US dollars" + (isLogarithmic ? " (logarithmic)" : "")
    canvas.text(title, ChartPoint(plot.right, plot.bottom + 38), font, .end, style: "axis")
  }

  // MARK: - Lines

  private func drawLines(
    _ canvas: inout ChartCanvas, _ plot: ChartBox, _ across: ChartScale, _ up: ChartScale
  ) {
    let frontier = frontierSteps(plot, across, up)
    if frontier.count > 1 { canvas.path(frontier, "frontier") }
    let mix = mixSteps(across, up)
    if mix.count > 1 { canvas.path(mix, "mix") }
    if let ceiling {
      let router = ChartPoint(across.place(ceiling.routerCost), up.place(ceiling.quality))
      let cascade = ChartPoint(across.place(ceiling.cascadeCost), up.place(ceiling.quality))
      canvas.line(router, cascade, "oracle-line")
    }
  }

  /// The best score for each amount of money: to the right, then up.
  private func frontierSteps(
    _ plot: ChartBox, _ across: ChartScale, _ up: ChartScale
  ) -> [ChartPoint] {
    var steps: [ChartPoint] = []
    for point in points.filter(\.isOnFrontier).sorted(by: {
      ($0.cost, $0.quality) < ($1.cost, $1.quality)
    }) {
      let place = ChartPoint(across.place(point.cost), up.place(point.quality))
      if let last = steps.last { steps.append(ChartPoint(place.x, last.y)) }
      steps.append(place)
    }
    if let last = steps.last { steps.append(ChartPoint(plot.right, last.y)) }
    return steps
  }

  /// The straight line of the mixes, which a logarithmic axis bends.
  private func mixSteps(_ across: ChartScale, _ up: ChartScale) -> [ChartPoint] {
    guard let mix else { return [] }
    let (from, to) = (points[mix.cheap], points[mix.expensive])
    let pieces = isLogarithmic ? 40 : 1
    return (0...pieces).map { step in
      let share = Double(step) / Double(pieces)
      return ChartPoint(
        across.place(from.cost + share * (to.cost - from.cost)),
        up.place(from.quality + share * (to.quality - from.quality)))
    }
  }

  // MARK: - Points

  private func drawPoints(_ canvas: inout ChartCanvas, _ across: ChartScale, _ up: ChartScale) {
    for point in points {
      let place = ChartPoint(across.place(point.cost), up.place(point.quality))
      if let interval = point.qualityInterval {
        let (low, high) = (up.place(interval.low), up.place(interval.high))
        canvas.line(ChartPoint(place.x, low), ChartPoint(place.x, high), "whisker")
        for y in [low, high] {
          canvas.line(ChartPoint(place.x - 3, y), ChartPoint(place.x + 3, y), "whisker")
        }
      }
      if let interval = point.costInterval {
        let (low, high) = (across.place(interval.low), across.place(interval.high))
        canvas.line(ChartPoint(low, place.y), ChartPoint(high, place.y), "whisker")
        for x in [low, high] {
          canvas.line(ChartPoint(x, place.y - 3), ChartPoint(x, place.y + 3), "whisker")
        }
      }
    }
    if let ceiling {
      let places = [ceiling.routerCost, ceiling.cascadeCost].map { across.place($0) }
      for (cost, what) in [
        (ceiling.routerCost, "router"), (ceiling.cascadeCost, "cascade"),
      ] {
        // Two stars that lie on each other look like none.
        if what == "cascade", places[1] - places[0] < Self.radius * 1.5 { continue }
        ChartMarker.star.draw(
          on: &canvas, ChartPoint(across.place(cost), up.place(ceiling.quality)), Self.radius,
          "oracle",
          title:
            "oracle as a \(what): \(Figures.percent(ceiling.quality)) at \(Figures.dollars(cost))")
      }
    }
    for point in points {
      let place = ChartPoint(across.place(point.cost), up.place(point.quality))
      if point.isBaseline { canvas.circle(place, Self.radius + 4, "ring") }
      ChartMarker(setup: point.name).draw(
        on: &canvas, place, Self.radius, point.isOnFrontier ? "point" : "point beaten",
        title:
          "\(point.name): \(Figures.percent(point.quality)) at \(Figures.dollars(point.cost))")
    }
  }

  /// Whether the points have numbers instead of names, for which there is no room.
  var hasKeys: Bool { points.count > Self.mostNames }

  private func drawNames(
    _ canvas: inout ChartCanvas, _ plot: ChartBox, _ across: ChartScale, _ up: ChartScale
  ) {
    let places = points.map { ChartPoint(across.place($0.cost), up.place($0.quality)) }
    let widest = size == .wide ? 230.0 : 150
    let names = points.enumerated().map { index, point in
      hasKeys ? String(index + 1) : size.name.fitted(point.name, widest)
    }
    var obstacles = places.map { ChartBox(around: $0, Self.radius + 2) }
    if let ceiling {
      obstacles += [ceiling.routerCost, ceiling.cascadeCost].map {
        ChartBox(
          around: ChartPoint(across.place($0), up.place(ceiling.quality)), Self.radius + 2)
      }
    }
    let frontier = frontierSteps(plot, across, up)
    let mix = mixSteps(across, up)
    var lines = Array(zip(frontier, frontier.dropFirst())) + Array(zip(mix, mix.dropFirst()))
    for (point, place) in zip(points, places) {
      if let interval = point.qualityInterval {
        lines.append(
          (
            ChartPoint(place.x, up.place(interval.low)),
            ChartPoint(place.x, up.place(interval.high))
          ))
      }
      if let interval = point.costInterval {
        lines.append(
          (
            ChartPoint(across.place(interval.low), place.y),
            ChartPoint(across.place(interval.high), place.y)
          ))
      }
    }
    let placer = LabelPlacer(
      bounds: ChartBox(
        left: plot.left + 2, top: 22, right: size.width - 2, bottom: plot.bottom - 2),
      obstacles: obstacles, lines: lines, font: size.name)
    let requests = zip(places, names).map { LabelPlacer.Request(point: $0, text: $1) }
    // Where even numbers find no room, the table says which is which.
    guard let placements = placer.place(requests) else { return }
    for (index, placement) in placements.enumerated() {
      if placement.needsLeader {
        let end = placement.box.nearest(to: places[index])
        canvas.line(places[index].moved(towards: end, by: Self.radius + 2), end, "leader")
      }
      canvas.text(
        names[index], placement.start, size.name, style: "halo", title: points[index].name)
    }
  }
}
