// SPDX-License-Identifier: Apache-2.0

/// A chart is drawn twice, for a wide and for a narrow page, since scaled-down text cannot be read.
enum ChartSize: String, Hashable, Sendable, CaseIterable {
  case wide
  case narrow

  /// The width of the view box.
  var width: Double { self == .wide ? 800 : 360 }
  /// Names of setups.
  var name: ChartFont { ChartFont(size: self == .wide ? 13 : 12, isMonospaced: true) }
  /// Everything else.
  var words: ChartFont { ChartFont(size: 12) }
}

/// What explains the marks of a chart, in rows at its foot.
struct ChartLegend: Sendable {
  /// One mark and what it means.
  struct Entry: Sendable {
    var text: String
    /// Draws the mark round a point, within 22 by 10 units.
    var draw: @Sendable (inout ChartCanvas, ChartPoint) -> Void
  }

  var entries: [Entry]
  var font: ChartFont

  private static let rowHeight = 20.0
  private static let markWidth = 30.0

  /// How the entries fall into rows of a width.
  private func rows(_ width: Double) -> [[Entry]] {
    var rows: [[Entry]] = []
    var room = 0.0
    for entry in entries {
      let needed = Self.markWidth + font.width(entry.text) + 14
      if rows.isEmpty || needed > room {
        rows.append([])
        room = width
      }
      rows[rows.count - 1].append(entry)
      room -= needed
    }
    return rows
  }

  /// How high it is for a width.
  func height(_ width: Double) -> Double { Double(rows(width).count) * Self.rowHeight }

  /// Draws it into a box.
  func draw(on canvas: inout ChartCanvas, _ box: ChartBox) {
    for (row, entries) in rows(box.width).enumerated() {
      var x = box.left
      let y = box.top + (Double(row) + 0.5) * Self.rowHeight
      for entry in entries {
        entry.draw(&canvas, ChartPoint(x + 13, y))
        canvas.text(entry.text, ChartPoint(x + Self.markWidth, y + font.size * 0.34), font)
        x += Self.markWidth + font.width(entry.text) + 14
      }
    }
  }
}
