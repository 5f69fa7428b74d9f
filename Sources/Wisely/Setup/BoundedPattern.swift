// SPDX-License-Identifier: Apache-2.0

import CPCRE2

/// A regular expression that gives up on a text after so many steps.
///
/// An engine that backtracks can take for ever: `(a+)+$` on forty letters and a stop. Steps are counted, not
/// seconds, so that the same text has the same outcome on every machine.
package final class BoundedPattern: Sendable {
  /// Why a pattern cannot be used, or gave up.
  package struct Fault: Error, Hashable, CustomStringConvertible {
    /// A sentence, or what follows a colon in one.
    package let description: String
  }

  /// The most steps for one text: about half a second's work.
  package static let maximumSteps = 5_000_000

  /// The expression.
  package let pattern: String
  // Compiled code is never written to again, and may be used by several threads at once.
  nonisolated(unsafe) private let code: OpaquePointer

  /// Compiles an expression.
  ///
  /// - Throws: `Fault` with what is wrong, and where.
  package init(_ pattern: String) throws(Fault) {
    self.pattern = pattern
    let context = pcre2_compile_context_create_8(nil)
    defer { pcre2_compile_context_free_8(context) }
    // Whatever the library was built with, line ends are the same.
    pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_ANYCRLF))
    pcre2_set_bsr_8(context, UInt32(PCRE2_BSR_UNICODE))
    pcre2_set_compile_extra_options_8(context, PCRE2_EXTRA_ALT_BSUX)
    // As in JavaScript: $ is the very end, \u0041 a character. Each item of the pattern counts as a step.
    let options =
      PCRE2_UTF | PCRE2_UCP | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_BSUX | PCRE2_NEVER_BACKSLASH_C
      | PCRE2_AUTO_CALLOUT
    var number: Int32 = 0
    var offset = 0
    let bytes = Array(pattern.utf8)
    guard let code = pcre2_compile_8(bytes, bytes.count, options, &number, &offset, context)
    else {
      let place = String(decoding: bytes.prefix(offset), as: UTF8.self).count
      throw Fault(description: "\(Self.message(number)) (after character \(place))")
    }
    self.code = code
  }

  deinit { pcre2_code_free_8(code) }

  /// Whether the expression matches anywhere in a text.
  ///
  /// - Throws: `Fault` when it takes too many steps to tell.
  package func matches(_ text: String) throws(Fault) -> Bool {
    let data = pcre2_match_data_create_8(1, nil)
    let context = pcre2_match_context_create_8(nil)
    defer {
      pcre2_match_data_free_8(data)
      pcre2_match_context_free_8(context)
    }
    var text = text
    var steps = 0
    let result = withUnsafeMutablePointer(to: &steps) { steps in
      pcre2_set_callout_8(
        context,
        { _, steps in
          guard let steps = steps?.assumingMemoryBound(to: Int.self) else { return 0 }
          steps.pointee += 1
          return steps.pointee > BoundedPattern.maximumSteps ? PCRE2_ERROR_CALLOUT : 0
        }, steps)
      return text.withUTF8 { bytes in
        // A pointer is needed even to nothing.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { nothing in
          pcre2_match_8(
            code, bytes.baseAddress ?? UnsafePointer(nothing.baseAddress), bytes.count, 0,
            PCRE2_NO_UTF_CHECK, data, context)
        }
      }
    }
    switch result {
    case 0...: return true
    case PCRE2_ERROR_NOMATCH: return false
    case PCRE2_ERROR_CALLOUT, PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT,
      PCRE2_ERROR_HEAPLIMIT:
      throw Fault(
        description:
          "The pattern \(pattern) takes too many steps on this answer, so whether it matches is not known; repetitions inside of repetitions, such as (a+)+, make it slow."
      )
    default:
      throw Fault(
        description: "The pattern \(pattern) cannot be looked for: \(Self.message(result)).")
    }
  }

  private static func message(_ number: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = pcre2_get_error_message_8(number, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
  }
}
