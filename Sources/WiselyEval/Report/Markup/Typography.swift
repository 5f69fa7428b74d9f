// SPDX-License-Identifier: Apache-2.0

/// How figures are set for people.
enum Typography {
  /// The same with real minus signs; only for texts that are numbers.
  static func minus(_ text: String) -> String {
    String(text.map { $0 == "-" ? "\u{2212}" : $0 })
  }

  /// A sentence with real minus signs before its numbers, and its percent signs held to them.
  static func sentence(_ text: String) -> String {
    var result = ""
    var before: Character = " "
    var rest = text[...]
    while let character = rest.popFirst() {
      let isSign =
        character == "-" && (before == " " || before == "(") && rest.first?.isNumber == true
      let isHeld = character == " " && before.isNumber && rest.first == "%"
      result.append(isSign ? "\u{2212}" : isHeld ? "\u{A0}" : character)
      before = character
    }
    return result
  }
}

extension QualityWord {
  /// The word for people.
  var title: String { rawValue.replacingUnderscores }
}

extension Overall {
  /// The word for people, at the beginning of a line.
  var title: String {
    switch self {
    case .use: "Use"
    case .useOnAverage: "Use on average"
    case .doNotUse: "Do not use"
    case .tradeOff: "Trade-off"
    case .notProven: "Not proven"
    }
  }
}
