// SPDX-License-Identifier: Apache-2.0

/// What kind of failure a tool reported, coarse enough to recognise it again.
struct ErrorClass: Hashable {
  private let text: String

  /// The same failure exactly, but for positions in files, times and identifiers.
  static func exact(_ step: Step) -> ErrorClass {
    ErrorClass(text: step.tool + "\n" + withoutPositions(line(of: step.result)))
  }

  /// The same kind of failure: names, paths and figures, which echo the arguments, are left out.
  static func kind(_ step: Step) -> ErrorClass {
    var words: [String] = []
    for word in withoutQuotes(line(of: step.result)).split(whereSeparator: \.isWhitespace) {
      let isName = word.contains { $0.isNumber || "/._\\=".contains($0) } && word.count > 1
      let bare = word.filter(\.isLetter)
      if bare.isEmpty || (isName && !word.hasSuffix(".")) { continue }
      words.append(bare.lowercased())
    }
    return ErrorClass(text: step.tool + "\n" + words.prefix(12).joined(separator: " "))
  }

  /// The line that says what went wrong: the first that has an error word, or else the first one.
  private static func line(of result: String) -> String {
    let text = String(decoding: ResultFingerprint.normalized(result), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline)
    let marks = [
      "error", "exception", "failed", "fatal", "not found", "denied", "cannot", "no such",
    ]
    let telling = lines.first { line in
      let lowered = line.lowercased()
      return marks.contains { lowered.contains($0) }
    }
    return String((telling ?? lines.first ?? "").prefix(300))
  }

  /// `main.swift:10:5` without the figures, which move when a line is added.
  private static func withoutPositions(_ line: String) -> String {
    var result = ""
    var rest = line[...]
    while let colon = rest.firstIndex(of: ":") {
      result += rest[...colon]
      rest = rest[rest.index(after: colon)...]
      rest = rest.drop(while: \.isNumber)
    }
    return result + rest
  }

  private static func withoutQuotes(_ line: String) -> String {
    var result = ""
    var closing: Character?
    var previous: Character = " "
    for character in line {
      defer { previous = character }
      if let end = closing {
        if character == end { closing = nil }
      } else if "\"'`‘“".contains(character), !previous.isLetter {
        closing = character == "‘" ? "’" : character == "“" ? "”" : character
      } else {
        result.append(character)
      }
    }
    return result
  }
}
