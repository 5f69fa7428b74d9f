// SPDX-License-Identifier: Apache-2.0

extension ModelRequest {
  /// Whether the request asks for caches of twelve hours, which cost twice as much as those of thirty
  /// minutes: `prompt_cache_options.ttl`, under whichever dialect's name it stands.
  package var asksForTwelveHourCache: Bool {
    let places = [JSONValue.object(extra)] + extra.members.map(\.value)
    return places.contains { $0["prompt_cache_options"]?["ttl"] == "12h" }
  }
}
