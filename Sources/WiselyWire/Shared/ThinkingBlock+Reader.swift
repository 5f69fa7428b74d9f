// SPDX-License-Identifier: Apache-2.0

import Wisely

extension ThinkingBlock {
  /// Whether a model can read it: its own, from the same maker's servers (gateway traps 51, 52, 54).
  ///
  /// A dialect has to look at the shape besides.
  func isReadable(by model: ModelID, maker: String?) -> Bool {
    self.maker == maker && signer.isSame(as: model)
  }
}

extension ThinkingBlock {
  /// Whether it has the shape of the Messages API.
  var isAnthropic: Bool { raw["type"] == "thinking" || raw["type"] == "redacted_thinking" }
}

extension ModelID {
  /// Whether two names are the same model, apart from the date of a snapshot.
  fileprivate func isSame(as other: ModelID) -> Bool {
    self == other || (undated ?? self) == (other.undated ?? other)
  }
}
