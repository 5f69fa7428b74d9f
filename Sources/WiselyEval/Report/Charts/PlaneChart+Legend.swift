// SPDX-License-Identifier: Apache-2.0

extension PlaneChart {
  /// What explains the marks that are there.
  var legendEntries: [ChartLegend.Entry] {
    var entries: [ChartLegend.Entry] = []
    for marker in ChartMarker.allCases where marker != .star {
      guard points.contains(where: { ChartMarker(setup: $0.name) == marker }) else { continue }
      entries.append(
        .init(text: marker.meaning) { marker.draw(on: &$0, $1, Self.radius, "point") })
    }
    if points.contains(where: { !$0.isOnFrontier }) {
      entries.append(
        .init(text: "hollow: another is as good for less") {
          $0.circle($1, Self.radius, "point beaten")
        })
    }
    if points.contains(where: \.isBaseline) {
      entries.append(
        .init(text: "baseline") {
          $0.circle($1, Self.radius + 3, "ring")
          $0.circle($1, Self.radius - 2, "point")
        })
    }
    if points.count(where: \.isOnFrontier) > 0 {
      entries.append(
        .init(text: "frontier") { canvas, place in
          canvas.path(
            [
              ChartPoint(place.x - 11, place.y + 4), ChartPoint(place.x, place.y + 4),
              ChartPoint(place.x, place.y - 4), ChartPoint(place.x + 11, place.y - 4),
            ], "frontier")
        })
    }
    if mix != nil {
      entries.append(
        .init(text: "random mix of cheap and expensive") {
          $0.path([ChartPoint($1.x - 11, $1.y + 4), ChartPoint($1.x + 11, $1.y - 4)], "mix")
        })
    }
    if ceiling != nil {
      entries.append(
        .init(text: "oracle: router to cascade") { canvas, place in
          canvas.line(
            ChartPoint(place.x - 7, place.y), ChartPoint(place.x + 7, place.y), "oracle-line")
          ChartMarker.star.draw(on: &canvas, ChartPoint(place.x - 6, place.y), 5, "oracle")
          ChartMarker.star.draw(on: &canvas, ChartPoint(place.x + 6, place.y), 5, "oracle")
        })
    }
    if points.contains(where: { $0.qualityInterval != nil }) {
      entries.append(
        .init(text: "95 % interval") { canvas, place in
          canvas.line(ChartPoint(place.x - 9, place.y), ChartPoint(place.x + 9, place.y), "whisker")
          for x in [place.x - 9, place.x + 9] {
            canvas.line(ChartPoint(x, place.y - 4), ChartPoint(x, place.y + 4), "whisker")
          }
        })
    }
    return entries
  }
}
