// SPDX-License-Identifier: Apache-2.0

extension OffPeakPrice.Window {
  /// The windows of LiteLLM's `off_peak_pricing`; nil when there is none, or one that cannot be read.
  static func all(litellm json: JSONValue) -> [Self]? {
    var windows: [Self] = []
    if let hours = json["hours_utc"] {
      guard let minutes = minutes(litellm: hours) else { return nil }
      windows.append(Self(weekdays: Set(1...7), minutes: minutes))
    }
    for entry in json["windows"]?.array ?? [] {
      guard let hours = entry["hours_utc"], let minutes = minutes(litellm: hours) else {
        return nil
      }
      let days = entry["weekdays"]?.array?.map { $0.int ?? 0 } ?? Array(1...7)
      guard !days.isEmpty, days.allSatisfy({ (1...7).contains($0) }) else { return nil }
      windows.append(Self(weekdays: Set(days), minutes: minutes))
    }
    return windows.isEmpty ? nil : windows
  }

  /// Reads `"10:00-00:00"` or a list of such texts.
  private static func minutes(litellm hours: JSONValue) -> [Range<Int>]? {
    let texts = hours.string.map { [$0] } ?? hours.array?.map { $0.string ?? "" } ?? []
    var minutes: [Range<Int>] = []
    for text in texts {
      let ends = text.split(separator: "-").map { OffPeakPrice.minute($0) }
      guard ends.count == 2, let start = ends[0], let end = ends[1] else { return nil }
      if start < end {
        minutes.append(start..<end)
      } else {
        // Past midnight, of the same day of the week; "00:00" at the end means midnight.
        if start < 1_440 { minutes.append(start..<1_440) }
        if end > 0 { minutes.append(0..<end) }
      }
    }
    return minutes.isEmpty ? nil : minutes
  }
}
