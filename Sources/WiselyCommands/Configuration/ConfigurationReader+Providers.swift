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
    result.baseURL = string(path.appending("baseURL"))
    if let url = result.baseURL, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
      complain("the URL must begin with http:// or https://", at: path.appending("baseURL"))
    }
    result.keyVariable = string(path.appending("keyVariable"))
    result.keyCommand = strings(path.appending("keyCommand"))
    if result.keyCommand?.isEmpty == true {
      complain("the key command is empty", at: path.appending("keyCommand"))
    }
    result.auth = choice(["x-api-key", "bearer"], path.appending("auth"))
    result.version =
      choice(["2023-06-01", "2026-10-21"], path.appending("version")) ?? result.version
    result.cache = choice(["5m", "1h", "off"], path.appending("cache")) ?? result.cache
    result.streams = bool(path.appending("stream")) ?? result.streams
    result.retries = integer(0...20, path.appending("retries")) ?? result.retries
    let times = path.appending("timeouts")
    guard document.value[times] != nil, expectObject(times) else { return }
    know(["connect", "firstByte", "idle", "total"], at: times)
    let seconds = 1...86_400
    result.timeouts.connect = integer(seconds, times.appending("connect")) ?? 10
    result.timeouts.firstByte = deadline(times.appending("firstByte"), unless: 600)
    result.timeouts.idle = deadline(times.appending("idle"), unless: 300)
    result.timeouts.total = deadline(times.appending("total"), unless: nil)
  }

  /// `null` takes a deadline away.
  private mutating func deadline(_ path: JSONPath, unless standard: Int?) -> Int? {
    guard let value = document.value[path] else { return standard }
    return value.isNull ? nil : integer(1...86_400, path)
  }
}
