// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Rows of a table, where everything is text, as rows of JSON lines.
enum RecordedTable {
  /// Columns that are texts even where they look like numbers.
  private static let texts: Set<String> = [
    "id", "query_id", "setup", "model", "answer", "response", "date", "ending", "grader",
  ]

  /// Whether a file is one, by its name.
  static func isNamed(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasSuffix(".csv") || name.hasSuffix(".tsv")
  }

  /// A record with the names of its columns; an empty cell is unknown.
  static func row(_ header: [String], _ fields: [String]) throws(RowFault) -> JSONObject {
    guard fields.count == header.count else {
      throw RowFault(
        "it has \(fields.count) cells and the header \(header.count); quote cells that have separators in them"
      )
    }
    return JSONObject(
      zip(header, fields).map { name, cell in
        (name, value(cell, isText: texts.contains(name)))
      })
  }

  private static func value(_ cell: String, isText: Bool) -> JSONValue {
    if cell.isEmpty { return .null }
    guard !isText else { return .string(cell) }
    let bare = cell.filter { $0 != " " }
    switch bare.lowercased() {
    case "true": return true
    case "false": return false
    case "null", "na", "nan", "n/a": return .null
    default: return JSONNumber(lexeme: bare).map { .number($0) } ?? .string(cell)
    }
  }
}
