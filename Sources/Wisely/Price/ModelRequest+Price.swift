// SPDX-License-Identifier: Apache-2.0

// What a caller's own wire members ask for that is dearer than usual: a price held beforehand has to
// cover it (gateway trap 8).

extension ModelRequest {
  /// The lifetimes of caches that the request asks for by itself.
  package var askedCacheLifetimes: Set<CacheLifetime> {
    var lifetimes: Set<CacheLifetime> = []
    for members in wireMembers where members["prompt_cache_options"]?["ttl"] == "12h" {
      lifetimes.insert(.twelveHours)
    }
    for mark in cacheMarks {
      lifetimes.insert(mark["ttl"] == "1h" ? .oneHour : .fiveMinutes)
    }
    return lifetimes
  }

  /// How the request asks to be served; nil where it says nothing of that.
  package var askedService: Service? {
    var service = Service()
    for members in wireMembers {
      for key in ["service_tier", "speed"] {
        guard let wish = members[key]?.string, !Self.usualTiers.contains(wish) else { continue }
        service.speed = wish
      }
      service.geo = members["inference_geo"]?.string ?? service.geo
    }
    return service == Service() ? nil : service
  }

  /// What leaves the service to the provider, or asks for the usual one.
  private static let usualTiers: Set<String> = ["auto", "default", "standard", "standard_only"]

  /// The members of the body, those under a dialect's name as well.
  private var wireMembers: [JSONObject] { [extra] + extra.members.compactMap(\.value.object) }

  /// The caller's own marks of what is to be cached, wherever the Messages API takes them.
  private var cacheMarks: [JSONValue] {
    var marks = wireMembers.flatMap { members in
      [members["cache_control"]] + (members["system"]?.array ?? []).map { $0["cache_control"] }
    }
    marks += tools.map { $0.extra["cache_control"] }
    for message in transcript.messages { marks += message.blocks.flatMap { Self.marks(in: $0) } }
    return marks.compactMap { $0 }.filter { !$0.isNull }
  }

  private static func marks(in block: Block) -> [JSONValue?] {
    switch block {
    case .text(let words): [words.extra["cache_control"]]
    case .toolUse(let call): [call.extra["cache_control"]]
    case .toolResult(let result):
      [result.extra["cache_control"]] + result.content.flatMap { marks(in: $0) }
    case .image(let image): [image.extra["cache_control"]]
    case .other(let json): [json["cache_control"]]
    case .thinking, .consultation, .plan, .escalation: []
    }
  }
}
