// SPDX-License-Identifier: Apache-2.0

/// The consistency word with what it rests on.
struct MeasuredConsistency: Sendable {
  var word: QualityWord
  var claims: AnytimeClaims
  var shares: EveryTrial
}
