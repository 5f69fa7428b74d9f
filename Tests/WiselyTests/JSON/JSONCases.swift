// SPDX-License-Identifier: Apache-2.0

import Testing

/// A text and whether RFC 8259 accepts it.
struct JSONCase: CustomTestStringConvertible, Sendable {
  let name: String
  let bytes: [UInt8]
  let isValid: Bool

  var testDescription: String { name }

  static func y(_ name: String, _ text: String) -> JSONCase {
    JSONCase(name: "y_\(name)", bytes: Array(text.utf8), isValid: true)
  }
  static func n(_ name: String, _ text: String) -> JSONCase {
    JSONCase(name: "n_\(name)", bytes: Array(text.utf8), isValid: false)
  }
  static func n(_ name: String, bytes: [UInt8]) -> JSONCase {
    JSONCase(name: "n_\(name)", bytes: bytes, isValid: false)
  }

  static let all = structure + literals + numbers + strings + encoding

  static let structure: [JSONCase] = [
    y("object_empty", "{}"),
    y("object_spaces", " {\t\"a\" :\r\n1 , \"b\" : [ ] } "),
    y("object_duplicate_keys", #"{"a":1,"a":2}"#),
    y("object_empty_key", #"{"":0}"#),
    y("object_escaped_key", #"{"\u0061":1}"#),
    y("object_nul_in_key", #"{"foo\u0000bar":42}"#),
    y("array_empty", "[]"),
    y("array_spaces", "[ 1 ,\n2]"),
    y("array_nested", "[[[[]]],{},[{}]]"),
    y("array_of_everything", #"[null,1,"1",{},[],true,false]"#),
    y("lonely_string", #""asd""#),
    y("lonely_number", "42"),
    y("lonely_negative_number", "-0.1"),
    y("lonely_literal", "true"),
    y("trailing_newline", "[]\n"),
    y("depth_512", String(repeating: "[", count: 512) + String(repeating: "]", count: 512)),
    n("empty", ""),
    n("only_space", " \n"),
    n("depth_513", String(repeating: "[", count: 513) + String(repeating: "]", count: 513)),
    n("open_brackets", String(repeating: "[", count: 100_000)),
    n("open_braces", String(repeating: #"{"a":"#, count: 100_000)),
    n("array_comma_end", "[1,]"),
    n("array_double_comma", "[1,,2]"),
    n("array_comma_only", "[,]"),
    n("array_comma_first", "[,1]"),
    n("array_missing_comma", "[1 2]"),
    n("array_colon", "[1:2]"),
    n("array_unclosed", "[1"),
    n("array_unclosed_comma", "[1,"),
    n("array_closed_twice", "[]]"),
    n("array_closed_by_brace", "[}"),
    n("object_closed_by_bracket", #"{"a":1]"#),
    n("object_comma_end", #"{"a":1,}"#),
    n("object_comma_only", "{,}"),
    n("object_double_comma", #"{"a":1,,"b":2}"#),
    n("object_missing_colon", #"{"a" 1}"#),
    n("object_double_colon", #"{"a"::1}"#),
    n("object_missing_value", #"{"a":}"#),
    n("object_key_only", #"{"a"}"#),
    n("object_unquoted_key", "{a:1}"),
    n("object_single_quoted_key", "{'a':1}"),
    n("object_number_key", "{1:1}"),
    n("object_unclosed", #"{"a":1"#),
    n("object_unclosed_after_colon", #"{"a":"#),
    n("object_unclosed_key", #"{"a"#),
    n("two_values", "1 2"),
    n("trailing_garbage", #"{"a":1}#"#),
    n("trailing_comment", "[] // a"),
    n("leading_comment", "/* a */ []"),
    n("form_feed", "[\u{0C}]"),
    n("vertical_tab", "[\u{0B}]"),
    n("no_break_space", "[\u{A0}]"),
    n("word_joiner", "[\u{2060}]"),
    n("nul_outside", "[\u{0}]"),
    n("nul_after", "1\u{0}"),
  ]

  static let literals: [JSONCase] = [
    y("null", "null"), y("false_in_array", "[false]"),
    n("nul", "nul"), n("tru_in_array", "[tru]"), n("fals", "fals"), n("True", "True"),
    n("nulll", "nulll"), n("truefalse", "truefalse"), n("undefined", "undefined"),
    n("NaN", "[NaN]"), n("Infinity", "Infinity"), n("minus_Infinity", "-Infinity"),
  ]

  static let numbers: [JSONCase] = [
    y("zero", "0"), y("minus_zero", "-0"), y("fraction", "0.1"), y("minus_fraction", "-123.456"),
    y("exponent", "1e5"), y("exponent_capital", "1E22"), y("exponent_plus", "1e+2"),
    y("exponent_minus", "1E-2"), y("exponent_zeros", "1e000"), y("zero_exponent", "0e1"),
    y("zero_exponent_plus", "0e+1"), y("fraction_exponent", "123.456e78"),
    y("overflowing", "1E400"), y("underflowing", "1e-9999999999999999999999"),
    y("very_long", String(repeating: "9", count: 2_000)),
    y("after_space", "[ 4]"),
    n("plus", "+1"), n("leading_zero", "01"), n("minus_leading_zero", "-012"),
    n("double_zero", "00"), n("point_first", ".5"), n("minus_point", "-.5"), n("point_last", "5."),
    n("point_exponent", "1.e5"), n("point_only", "."), n("minus_only", "-"),
    n("double_minus", "--1"), n("minus_space", "- 1"), n("exponent_empty", "1e"),
    n("exponent_sign_only", "1e+"), n("exponent_fraction", "1e1.5"), n("exponent_twice", "1e2e3"),
    n("double_exponent_sign", "1e+-1"), n("hexadecimal", "0x1F"), n("hex_digit", "1a"),
    n("two_points", "1.2.3"), n("underscore", "1_000"), n("separator", "1 000"),
    n("full_width_digit", "\u{FF11}"), n("letter", "-a"), n("trailing_minus", "[1-]"),
  ]

  static let strings: [JSONCase] = [
    y("all_escapes", #""\"\\\/\b\f\n\r\t""#), y("unicode_escape", #""\u00e9\u0416\uFFFF""#),
    y("surrogate_pair", #""\uD83D\uDE39""#), y("lone_high_surrogate", #""\uD800""#),
    y("lone_low_surrogate", #""\uDC00""#), y("two_high_surrogates", #""\uD800\uD800x""#),
    y("high_then_other", #""\uD800\n""#), y("swapped_surrogates", #""\uDE39\uD83D""#),
    y("escaped_nul", #""\u0000""#), y("delete", "\"\u{7F}\""), y("line_separator", "\"\u{2028}\""),
    y("astral", "\"\u{1F602}\u{10FFFF}\""), y("noncharacter", #""\uFDD0\uFFFE""#),
    y("seven_bytes", #""1234567""#), y("eight_bytes", #""12345678""#),
    y("nine_bytes", #""123456789""#), y("escape_at_eight", #""1234567\n""#),
    n("unclosed", #""abc"#), n("lonely_quote", #"""#), n("escaped_end", #""a\""#),
    n("lonely_backslash", #""\"#), n("single_quotes", "'a'"), n("raw_newline", "\"a\nb\""),
    n("raw_tab", "\"a\tb\""), n("raw_nul", "\"a\u{0}b\""), n("raw_unit_separator", "\"\u{1F}\""),
    n("control_after_eight", "\"12345678\u{1}\""),
    n("escape_x", #""\x00""#), n("escape_a", #""\a""#), n("escape_capital_u", #""\U0041""#),
    n("escape_zero", #""\0""#), n("escape_quote", #""\'""#), n("escape_space", #""\ ""#),
    n("escape_emoji", "\"\\\u{1F600}\""), n("escape_newline", "\"\\\n\""),
    n("unicode_short", #""\u00A""#), n("unicode_cut", #""\u00"#), n("unicode_sign", #""\u+123""#),
    n("unicode_letter", #""\u00Gx""#), n("unicode_full_width", "\"\\u\u{FF11}123\""),
    n("second_surrogate_short", #""\uD834\uDd""#), n("surrogate_then_u", #""\uD800\u""#),
  ]

  static let encoding: [JSONCase] =
    [
      JSONCase(
        name: "y_raw_noncharacters", bytes: [0x22, 0xEF, 0xB7, 0x90, 0xEF, 0xBF, 0xBF, 0x22],
        isValid: true)
    ]
    + [
      [0xFF], [0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xE0, 0x9F, 0xBF],
      [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80],
      [0xF5, 0x80, 0x80, 0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC3, 0x28],
      [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28], [0xF0, 0x9F, 0x28, 0x80], [0xF0, 0x9F, 0x98, 0x28],
      [0xE4], [0xC3, 0x5C, 0x6E],
    ].flatMap { (bad: [UInt8]) in
      let name = bad.map { String($0, radix: 16) }.joined(separator: "_")
      return [
        n("utf8_\(name)", bytes: [0x22] + bad + [0x22]),
        n("utf8_key_\(name)", bytes: [0x7B, 0x22] + bad + Array(#"":1}"#.utf8)),
        n("utf8_late_\(name)", bytes: Array("\"123456789é".utf8) + bad + [0x22]),
        n("utf8_cut_\(name)", bytes: [0x22] + bad),
      ]
    } + [
      n("byte_order_mark", "\u{FEFF}[]"), n("byte_order_mark_only", "\u{FEFF}"),
      n("utf16", bytes: [0x5B, 0x00, 0x5D, 0x00]),
      n("utf16_mark", bytes: [0xFE, 0xFF, 0x00, 0x5B, 0x00, 0x5D]),
      n("latin1_outside", bytes: [0x5B, 0xE9, 0x5D]),
    ]
}
