// SPDX-License-Identifier: Apache-2.0

import Testing
import WiselyNet

extension HTTPHeaders {
  /// Fields of these names and values, all legal.
  init(_ pairs: [(String, String)]) throws {
    self.init()
    for (name, value) in pairs { add(try #require(Field(name: name, value: value))) }
  }
}
