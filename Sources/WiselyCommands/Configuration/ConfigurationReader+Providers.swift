// SPDX-License-Identifier: Apache-2.0

import Wisely

extension ConfigurationReader {
  mutating func readAnthropic(into result: inout Configuration.Anthropic) {
    let path: JSONPath = ["providers", "anthropic"]
    guard expectObject(path) else { return }
    know(
      [
        "baseURL", "keyVariable", "keyCommand", "auth", "version", "cache", "stream", "retries",
        "timeouts",
      ], at: path)
    result.baseURL = url(path.appending("baseURL"))
    result.keyVariable = string(path.appending("keyVariable"))
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
    if let url, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
      complain("the URL must begin with http:// or https://", at: path)
    }
    return url
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
