// SPDX-License-Identifier: Apache-2.0

/// A point of a chart, in the units of its view box.
struct ChartPoint: Hashable, Sendable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

extension ChartPoint {
  /// The point so far along the way to another.
  func moved(towards end: ChartPoint, by distance: Double) -> ChartPoint {
    let way = ((end.x - x) * (end.x - x) + (end.y - y) * (end.y - y)).squareRoot()
    guard way > distance else { return end }
    return ChartPoint(x + (end.x - x) / way * distance, y + (end.y - y) / way * distance)
  }
}

/// An upright rectangle of a chart.
struct ChartBox: Hashable, Sendable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  init(left: Double, top: Double, right: Double, bottom: Double) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  /// A box round a point.
  init(around point: ChartPoint, _ radius: Double) {
    self.init(
      left: point.x - radius, top: point.y - radius, right: point.x + radius,
      bottom: point.y + radius)
  }

  var width: Double { right - left }
  var height: Double { bottom - top }

  /// Whether the two have any area in common.
  func overlaps(_ other: ChartBox) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }

  /// Whether the other lies within it.
  func contains(_ other: ChartBox) -> Bool {
    left <= other.left && top <= other.top && right >= other.right && bottom >= other.bottom
  }

  /// The same with room on every side.
  func padded(_ room: Double) -> ChartBox {
    ChartBox(left: left - room, top: top - room, right: right + room, bottom: bottom + room)
  }

  /// The point of it that is nearest to another.
  func nearest(to point: ChartPoint) -> ChartPoint {
    ChartPoint(min(max(point.x, left), right), min(max(point.y, top), bottom))
  }

  /// Whether a straight line runs through it.
  func meets(_ start: ChartPoint, _ end: ChartPoint) -> Bool {
    // Liang and Barsky: clip the line to the box and see whether anything is left.
    var from = 0.0
    var to = 1.0
    let step = ChartPoint(end.x - start.x, end.y - start.y)
    for (delta, room) in [
      (-step.x, start.x - left), (step.x, right - start.x), (-step.y, start.y - top),
      (step.y, bottom - start.y),
    ] {
      if delta == 0 {
        if room < 0 { return false }
      } else if delta < 0 {
        from = max(from, room / delta)
      } else {
        to = min(to, room / delta)
      }
    }
    return from < to
  }
}
