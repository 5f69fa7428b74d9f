// SPDX-License-Identifier: Apache-2.0

import Wisely

extension ConfigurationReader {
  mutating func readAnthropic(into result: inout Configuration.Anthropic) {
    let path: JSONPath = ["providers", "anthropic"]
    guard expectObject(path) else { return }
    knowOfProvider(
      [
        "baseURL", "keyVariable", "keyCommand", "auth", "version", "cache", "stream", "retries",
        "timeouts",
      ], at: path)
    result.baseURL = url(path.appending("baseURL"))
    result.keyVariable = variable(path.appending("keyVariable"))
    result.keyCommand = keyCommand(path.appending("keyCommand"))
    result.auth = choice(["x-api-key", "bearer"], path.appending("auth"))
    result.version =
      choice(["2023-06-01", "2026-10-21"], path.appending("version")) ?? result.version
    result.cache = choice(["5m", "1h", "off"], path.appending("cache")) ?? result.cache
    result.streams = bool(path.appending("stream")) ?? result.streams
    result.retries = integer(0...20, path.appending("retries")) ?? result.retries
    readTimeouts(path.appending("timeouts"), into: &result.timeouts)
  }

  // MARK: - What all providers have

  mutating func url(_ path: JSONPath) -> String? {
    let url = string(path)
    guard let url else { return nil }
    if !url.hasPrefix("http://"), !url.hasPrefix("https://") {
      complain("\(path.subject) must begin with http:// or https://", at: path)
    }
    for end in ["/chat/completions", "/responses", "/messages"]
    where url.hasSuffix(end) || url.hasSuffix(end + "/") {
      complain("\(path.subject) must end before \(end), which is added to it", at: path)
    }
    return url
  }

  /// The name of the variable that holds a key.
  ///
  /// What cannot be a name may be the key itself, which must not be repeated, not even in an error.
  mutating func variable(_ path: JSONPath) -> String? {
    guard let name = string(path) else { return nil }
    let isName = name.utf8.enumerated().allSatisfy { place, byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "_"):
        true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): place > 0
      default: false
      }
    }
    guard isName, !name.isEmpty else {
      complain(
        "\(path.subject) must be the name of an environment variable, never the key itself",
        at: path)
      return nil
    }
    return name
  }

  mutating func keyCommand(_ path: JSONPath) -> [String]? {
    let command = strings(path)
    if command?.isEmpty == true { complain("the key command is empty", at: path) }
    return command
  }

  mutating func readTimeouts(_ path: JSONPath, into result: inout Configuration.Timeouts) {
    guard document.value[path] != nil, expectObject(path) else { return }
    know(["connect", "firstByte", "idle", "total"], at: path)
    result.connect = integer(1...86_400, path.appending("connect")) ?? 10
    result.firstByte = deadline(path.appending("firstByte"), unless: 600)
    result.idle = deadline(path.appending("idle"), unless: 300)
    result.total = deadline(path.appending("total"), unless: nil)
  }

  /// `null` takes a deadline away.
  private mutating func deadline(_ path: JSONPath, unless standard: Int?) -> Int? {
    guard let value = document.value[path] else { return standard }
    return value.isNull ? nil : integer(1...86_400, path)
  }
}
