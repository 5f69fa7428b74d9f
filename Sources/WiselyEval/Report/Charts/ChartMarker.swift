// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely

/// The shape of a point: what tells setups apart where colours do not.
enum ChartMarker: String, Hashable, Sendable, CaseIterable {
  /// One model alone, or a setup that somebody else named.
  case circle
  /// Executor and advisor.
  case diamond
  /// Planner and executor.
  case triangle
  /// Cheap first, strong if a check fails.
  case hat
  /// A ceiling that nobody can buy.
  case star

  /// The shape for a setup's notation.
  init(setup: String) {
    self =
      switch try? SetupNotation(parsing: setup) {
      case .advised?: .diamond
      case .planned?: .triangle
      case .cascade?: .hat
      case .model?, nil: .circle
      }
  }

  /// What it stands for in a legend.
  var meaning: String {
    switch self {
    case .circle: "one model"
    case .diamond: "executor + advisor"
    case .triangle: "planner .. executor"
    case .hat: "cheap ^ strong"
    case .star: "oracle"
    }
  }

  /// Its corners round a point; empty for a circle.
  func corners(_ centre: ChartPoint, _ radius: Double) -> [ChartPoint] {
    let angles: [Double] =
      switch self {
      case .circle: []
      case .diamond: [0, 90, 180, 270]
      case .triangle: [-90, 30, 150]
      case .hat: [90, 210, 330]
      case .star: stride(from: -90, to: 270, by: 36).map(Double.init)
      }
    return angles.enumerated().map { index, angle in
      let reach = self == .star && index % 2 == 1 ? radius * 0.45 : radius * scale
      return ChartPoint(
        centre.x + cos(angle * .pi / 180) * reach, centre.y + sin(angle * .pi / 180) * reach)
    }
  }

  /// Makes shapes of one radius look equally large.
  private var scale: Double {
    switch self {
    case .circle: 1
    case .diamond: 1.22
    case .triangle, .hat: 1.3
    case .star: 1.35
    }
  }

  /// Draws it.
  func draw(
    on canvas: inout ChartCanvas, _ centre: ChartPoint, _ radius: Double, _ style: String,
    title: String? = nil
  ) {
    if self == .circle {
      canvas.circle(centre, radius, style, title: title)
    } else {
      canvas.path(corners(centre, radius), style, isClosed: true, title: title)
    }
  }
}
