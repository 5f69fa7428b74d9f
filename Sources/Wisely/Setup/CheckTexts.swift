// SPDX-License-Identifier: Apache-2.0

/// Passes when a regular expression matches somewhere in the answer.
public struct RegexCheck: Check {
  /// The check's name.
  public var name: String { "regex" }
  /// The expression, in PCRE2's syntax, which is Perl's and nearly JavaScript's.
  public var pattern: String { compiled.pattern }
  private let compiled: BoundedPattern

  /// A check.
  ///
  /// - Throws: `SetupError` when the pattern is no regular expression.
  public init(_ pattern: String) throws(SetupError) {
    do { compiled = try BoundedPattern(pattern) } catch {
      throw SetupError("The check's pattern '\(pattern)' is no regular expression: \(error).")
    }
  }

  /// Looks for the pattern.
  ///
  /// - Throws: When the pattern takes too many steps on the answer.
  public func verdict(on draft: Draft, emitting sink: EventSink) async throws -> CheckVerdict {
    let matches = try compiled.matches(draft.answer)
    return result(
      matches, "The answer \(matches ? "matches" : "does not match") the pattern \(pattern).")
  }
}

/// Passes when the answer is that text, but for case, spacing, marks around it and a final stop.
///
/// Where the answer has a line that begins with `Answer:` or `####`, what follows is compared.
public struct ExactCheck: Check {
  /// The check's name.
  public var name: String { "equals" }
  /// The text.
  public var expected: String

  /// A check.
  public init(_ expected: String) { self.expected = expected }

  /// Compares.
  public func verdict(on draft: Draft, emitting sink: EventSink) async throws -> CheckVerdict {
    let answer = AnswerMark.after(in: draft.answer) ?? draft.answer
    let isEqual = Self.normalized(answer) == Self.normalized(expected)
    return result(
      isEqual, isEqual ? "The answer is the expected text." : "The answer is not '\(expected)'.")
  }

  /// Lower case, single spaces, without quotation marks, emphasis and a final stop.
  package static func normalized(_ text: String) -> String {
    let marks: Set<Character> = ["\"", "'", "`", "*", "_", "“", "”", "‘", "’", "."]
    let words = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    var rest = words[...]
    while let first = rest.first, marks.contains(first), first != "." { rest.removeFirst() }
    while let last = rest.last, marks.contains(last) || last == "!" { rest.removeLast() }
    return rest.trimmingSpace()
  }
}

/// The marks that announce a final answer.
package enum AnswerMark {
  /// The rest of the line after the last `####` or `Answer:`, if there is any.
  package static func after(in text: String) -> String? {
    let lines = text.split(whereSeparator: \.isNewline)
    for line in lines.reversed() {
      if let mark = line.firstRange(of: "####") {
        let rest = line[mark.upperBound...].trimmingSpace()
        if !rest.isEmpty { return rest }
      }
      // Lowercasing could change lengths, so the mark is compared character by character.
      let bare = line.drop { " *_#>-".contains($0) }
      for mark in ["final answer", "the answer", "answer"] where bare.lowercased().hasPrefix(mark) {
        let tail = bare.dropFirst(mark.count).drop { "*_ ".contains($0) }
        guard tail.first == ":" else { continue }
        let rest = tail.dropFirst().drop { "*_ ".contains($0) }.trimmingSpace()
        if !rest.isEmpty { return rest }
      }
    }
    return nil
  }
}
