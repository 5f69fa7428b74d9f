// SPDX-License-Identifier: Apache-2.0

/// The report as one page that needs nothing beside it: no network, no fonts, no scripts to be
/// read.
struct HTMLReport: Sendable {
  var report: Report

  /// The page.
  var text: String {
    let page = Markup("html", ["lang": "en"]) {
      head
      Markup("body") {
        header
        Markup("main") {
          AssessmentSection(report: report).markup
          PlaneSection(report: report).markup
          DifferenceSection(report: report).markup
          PeopleSection(report: report).markup
          ConsistencySection(report: report).markup
          CostSection(report: report).markup
          ConsultingSection(report: report).markup
          FlipSection(report: report).markup
          MethodSection(report: report).markup
        }
      }
    }
    return "<!DOCTYPE html>\n" + page.text + "\n"
  }

  private var head: Markup {
    Markup("head") {
      Markup("meta", ["charset": "utf-8"])
      // Whatever an answer contains, nothing is loaded and no script but ours runs.
      Markup(
        "meta",
        ["http-equiv": "Content-Security-Policy", "content": ReportAssets.policy])
      Markup("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
      Markup("meta", ["name": "color-scheme", "content": "light dark"])
      Markup("title") { report.title }
      Markup("style") { Markup.verbatim(ReportAssets.style) }
    }
  }

  private var header: Markup {
    Markup("header") {
      Markup("h1") { report.title }
      Markup("p", ["class": "subtitle"]) { report.subtitle }
      Markup("nav", ["aria-label": "Sections"]) {
        for (id, title) in contents {
          Markup("a", ["href": "#" + id]) { title }
          " "
        }
      }
    }
  }

  private var contents: [(id: String, title: String)] {
    let hasPairs = !report.comparisons.isEmpty
    return [
      ("assessment", "Assessment", true), ("plane", "Cost and quality", true),
      ("differences", "Differences", hasPairs), ("people", "People", report.people != nil),
      ("consistency", "Consistency", true),
      ("cost", "Cost", true), ("consulting", "Consulting", !report.consulting.isEmpty),
      ("flips", "Queries that flipped", hasPairs), ("gates", "Gates", hasPairs),
      ("method", "Method", true),
    ].filter(\.2).map { ($0.0, $0.1) }
  }
}

/// Parts that several sections have.
enum Page {
  /// A section with its heading.
  static func section(
    _ id: String, _ title: String, @MarkupBuilder _ children: () -> [Markup]
  ) -> Markup {
    Markup("section", ["id": id, "aria-labelledby": "\(id)-heading"]) {
      Markup("h2", ["id": "\(id)-heading"]) { title }
      children()
    }
  }

  /// A paragraph.
  static func paragraph(_ text: String, _ style: String = "") -> Markup {
    style.isEmpty ? Markup("p") { text } : Markup("p", ["class": style]) { text }
  }

  /// A name that is typed.
  static func name(_ text: String) -> Markup { Markup("code") { text } }

  /// A table that can be moved sideways where the page is narrow; nothing without rows.
  static func table(_ table: ReportTable) -> [Markup] {
    guard !table.rows.isEmpty else { return [] }
    let isHeaded = table.head.contains { !$0.isEmpty }
    return [
      Markup(
        "div", ["class": "scroll", "role": "region", "aria-label": table.title, "tabindex": "0"]
      ) {
        Markup("table") {
          Markup("caption") { table.title }
          if isHeaded {
            Markup("thead") {
              Markup("tr") {
                for (column, title) in table.head.enumerated() {
                  Markup("th", ["scope": "col", "class": table.style(column)]) { title }
                }
              }
            }
          }
          Markup("tbody") {
            for row in table.rows {
              Markup("tr") {
                for (column, cell) in row.enumerated() {
                  Markup("td", ["class": table.style(column)]) {
                    switch cell {
                    case .words(let text): Markup.text(text)
                    case .name(let text) where text.count > 28:
                      Markup("code", ["class": "long"]) { text }
                    case .name(let text): name(text)
                    }
                  }
                }
              }
            }
          }
        }
      }
    ]
  }

  /// A table behind a line that opens it: the figures of a chart.
  static func figures(
    _ table: ReportTable, _ title: String = "The same in figures"
  ) -> [Markup] {
    guard !table.rows.isEmpty else { return [] }
    return [
      Markup("details", ["class": "figures"]) {
        Markup("summary") { title }
        self.table(table)
      }
    ]
  }

  /// A chart in both of its sizes, of which a page shows one.
  static func chart(
    _ id: String, title: String, description: String, caption: String,
    _ canvas: (ChartSize) -> ChartCanvas?
  ) -> [Markup] {
    guard let wide = canvas(.wide), let narrow = canvas(.narrow) else { return [] }
    return [
      Markup("figure") {
        Markup("div", ["class": "wide"]) {
          wide.svg(id: "\(id)-wide", title: title, description: description)
        }
        Markup("div", ["class": "narrow"]) {
          narrow.svg(id: "\(id)-narrow", title: title, description: description)
        }
        Markup("figcaption") { caption }
      }
    ]
  }
}

extension ReportTable {
  /// How a column is set.
  fileprivate func style(_ column: Int) -> String { numeric.contains(column) ? "figure" : "words" }
}
