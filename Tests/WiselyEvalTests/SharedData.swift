// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing
import Wisely

/// Data of real models that lie beside a checkout, not in it; tests that need them say so and are
/// cancelled where they are missing.
enum SharedData {
  static func bytes(_ name: String, from file: String = #filePath) throws -> [UInt8] {
    var folder = URL(fileURLWithPath: file)
    while folder.path.count > 1 {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent("../shared/data/" + name)
      if let data = try? Data(contentsOf: candidate) { return Array(data) }
    }
    if ProcessInfo.processInfo.environment["CI"] != nil {
      Issue.record("\(name) is missing, and CI has it beside the checkout")
    }
    try Test.cancel("\(name) is not beside this checkout")
  }

  static func json(_ name: String) throws -> JSONValue {
    try JSONValue(parsing: try bytes(name))
  }

  static func lines(_ name: String) throws -> [JSONValue] {
    try bytes(name).split(separator: 10).map { try JSONValue(parsing: Array($0)) }
  }
}
