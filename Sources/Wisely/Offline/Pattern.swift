// SPDX-License-Identifier: Apache-2.0

/// A regular expression that is kept: a literal where it is used is parsed and compiled at every use,
/// which was two thirds of what the offline models did.
///
/// `Regex` is not `Sendable`, since one that is put together of parts may hold closures. A literal holds
/// none, so that nothing of it ever changes but its compiled form, which is made at the first match.
/// That match is in the initialiser, and a static constant is seen by nobody before it is initialised.
struct Pattern<Output>: RegexComponent, @unchecked Sendable {
  let regex: Regex<Output>

  /// Keeps a literal, and nothing else.
  init(_ literal: Regex<Output>) {
    regex = literal
    _ = "".firstMatch(of: literal)
  }
}
