// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Finds room for names beside points, so that none lies on another.
struct LabelPlacer: Sendable {
  /// A point that wants its name beside it.
  struct Request: Sendable {
    var point: ChartPoint
    var text: String
  }

  /// Where a name came to stand.
  struct Placement: Hashable, Sendable {
    /// Where its baseline begins.
    var start: ChartPoint
    /// The room it takes.
    var box: ChartBox
    /// Whether it is so far off that a line has to lead to it.
    var needsLeader: Bool
  }

  /// Where names may stand.
  var bounds: ChartBox
  /// What they must not cover.
  var obstacles: [ChartBox]
  /// Lines that they had better not cover.
  var lines: [(ChartPoint, ChartPoint)]
  /// How they are written.
  var font: ChartFont
  /// How far the edge of a name is from the point it belongs to.
  var gap = 10.0

  /// Where each name goes; nil as a whole when one of them finds no room.
  func place(_ requests: [Request]) -> [Placement]? {
    var placements = [Placement?](repeating: nil, count: requests.count)
    var taken = obstacles
    // The crowded ones choose first; ties go by their order, so that equal input gives equal
    // output.
    let order = requests.indices.sorted { left, right in
      let (one, other) = (crowd(requests, left), crowd(requests, right))
      return one != other ? one > other : left < right
    }
    for index in order {
      guard let placement = best(requests[index], taken) else { return nil }
      placements[index] = placement
      taken.append(placement.box)
    }
    return placements.compactMap(\.self)
  }

  private func crowd(_ requests: [Request], _ index: Int) -> Int {
    let point = requests[index].point
    return requests.count { hypot($0.point.x - point.x, $0.point.y - point.y) < 80 }
  }

  private func best(_ request: Request, _ taken: [ChartBox]) -> Placement? {
    var best: (cost: Double, placement: Placement)?
    for (ring, distance) in [gap, gap + 14, gap + 30, gap + 50, gap + 80, gap + 120, gap + 170]
      .enumerated()
    {
      for step in 0..<16 {
        let angle = Double(step) * .pi / 8
        let box = box(request, distance, cos(angle), sin(angle))
        guard bounds.contains(box), !taken.contains(where: { $0.overlaps(box.padded(1.5)) }) else {
          continue
        }
        let crossed = lines.count { box.meets($0.0, $0.1) }
        // To the right reads best, then to the left, then above or below.
        let cost =
          distance + Double(crossed) * 34 + (step == 0 ? 0 : step == 8 ? 3 : step % 4 == 0 ? 5 : 7)
        guard best.map({ cost < $0.cost }) ?? true else { continue }
        let start = ChartPoint(box.left, box.bottom - font.size * 0.26)
        best = (cost, Placement(start: start, box: box, needsLeader: ring > 0))
      }
      if let best, best.cost < distance + 20 { break }
    }
    return best?.placement
  }

  /// The room a name takes in a direction from its point.
  private func box(
    _ request: Request, _ distance: Double, _ cosine: Double, _ sine: Double
  ) -> ChartBox {
    let width = font.width(request.text)
    let height = font.size * 1.08
    // The name touches the ring with the side that is turned to the point.
    let x = request.point.x + cosine * distance + (cosine - 1) / 2 * width
    let y = request.point.y + sine * distance + (sine - 1) / 2 * height
    return ChartBox(left: x, top: y, right: x + width, bottom: y + height)
  }
}
