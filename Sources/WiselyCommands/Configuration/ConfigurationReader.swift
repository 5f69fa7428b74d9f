// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Reads a configuration file; every mistake is named with its line, all of them at once.
struct ConfigurationReader {
  private let file: String
  let document: JSON5Document
  var problems: [JSONError] = []

  /// Reads a file's text.
  ///
  /// - Throws: `CommandFailure` with one line for each mistake.
  static func read(_ bytes: [UInt8], file: String) throws(CommandFailure) -> Configuration {
    let document: JSON5Document
    do {
      document = try JSON5Document(parsing: bytes)
    } catch {
      throw CommandFailure(Exit.configuration, error.description(file: file).asSentence)
    }
    var reader = ConfigurationReader(file: file, document: document)
    let configuration = reader.configuration()
    guard reader.problems.isEmpty else {
      let lines = reader.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
      throw CommandFailure(
        Exit.configuration,
        lines.map { $0.description(file: file).asSentence }.joined(separator: "\n"))
    }
    return configuration
  }

  private init(file: String, document: JSON5Document) {
    self.file = file
    self.document = document
  }

  private mutating func configuration() -> Configuration {
    var result = Configuration()
    guard expectObject(.root) else { return result }
    know(["defaultSetup", "setups", "budget", "ledger", "prices", "providers"], at: .root)
    if document.value["providers"] != nil, expectObject(["providers"]) {
      if document.value["providers"]?["anthropic"] != nil { readAnthropic(into: &result.anthropic) }
      readProviders(into: &result.providers)
    }
    readSetups(into: &result)
    if let setup = string(["defaultSetup"]) {
      if notation(setup, at: ["defaultSetup"], named: Set(result.setups.keys)) != nil {
        result.defaultSetup = setup
      }
    }
    result.budget = money(["budget"])
    result.ledger = string(["ledger"])
    result.prices = string(["prices"])
    return result
  }
}

extension String {
  /// The text with a full stop, unless it ends as a sentence already.
  fileprivate var asSentence: String { hasSuffix("?") || hasSuffix(".") ? self : self + "." }
}
