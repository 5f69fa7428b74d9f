// SPDX-License-Identifier: Apache-2.0

/// What is wrong at a byte, small enough to be thrown from the innermost loop.
///
/// Becomes a `JSONError` with line and column once reading has stopped.
enum JSONFault: UInt8, Error {
  case byteOrderMark
  case textEnds
  case valueExpected
  case somethingFollows
  case commaOrBracketExpected
  case commaOrBraceExpected
  case nameExpected
  case colonExpected
  case tooDeep
  case digitExpected
  case leadingZero
  case stringUnfinished
  case controlCharacter
  case unknownEscape
  case hexDigitsExpected
  case invalidUTF8

  /// The clause a `JSONError` carries.
  var reason: String {
    switch self {
    case .byteOrderMark:
      "the text starts with a byte order mark; JSON is plain UTF-8 without one"
    case .textEnds: "the text ends where a value was expected"
    case .valueExpected: "a value was expected"
    case .somethingFollows: "something follows the value"
    case .commaOrBracketExpected: "a comma or a closing bracket was expected"
    case .commaOrBraceExpected: "a comma or a closing brace was expected"
    case .nameExpected: "a quoted name was expected"
    case .colonExpected: "a colon was expected"
    case .tooDeep: "the nesting is deeper than \(JSONParser.maximumDepth) levels"
    case .digitExpected: "a digit was expected"
    case .leadingZero: "a number must not start with a needless zero"
    case .stringUnfinished: "the text ends inside a string"
    case .controlCharacter: "a control character must be escaped inside a string"
    case .unknownEscape: "an unknown escape stands in a string"
    case .hexDigitsExpected: "four hexadecimal digits were expected"
    case .invalidUTF8: "the string is not valid UTF-8"
    }
  }
}
