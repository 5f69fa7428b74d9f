// SPDX-License-Identifier: Apache-2.0

/// Why a search pattern cannot be used: one sentence for the model that wrote it.
struct PatternError: Error, Hashable, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
