// SPDX-License-Identifier: Apache-2.0

import Wisely

/// How many cache breakpoints there may be, and in which order.
struct AnthropicCacheCheck {
  let body: JSONValue

  func run() throws(AnthropicRejection) {
    var lifetimes: [String] = []
    // The order in which the API looks, whatever the order in the body.
    for part in ["tools", "system", "messages"] {
      try collect(body[part] ?? .null, at: part, into: &lifetimes)
    }
    if let automatic = body["cache_control"] {
      lifetimes.append(try lifetime(automatic, at: "cache_control"))
    }
    try demand(
      lifetimes.count <= 4,
      "A maximum of 4 blocks with cache_control may be provided. Found \(lifetimes.count).")
    if let short = lifetimes.firstIndex(of: "5m") {
      try demand(
        !lifetimes[short...].contains("1h"),
        "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`."
      )
    }
  }

  private func collect(
    _ value: JSONValue, at place: String, into lifetimes: inout [String]
  ) throws(AnthropicRejection) {
    switch value {
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        try collect(element, at: "\(place).\(index)", into: &lifetimes)
      }
    case .object(let object):
      // Schemas and arguments are the caller's data; a marker in there is none.
      for key in ["content", "source"] {
        try collect(object[key] ?? .null, at: "\(place).\(key)", into: &lifetimes)
      }
      guard let marker = object["cache_control"], !marker.isNull else { return }
      let type = object["type"]?.string ?? ""
      try demand(
        type != "thinking" && type != "redacted_thinking",
        "\(place): cache_control cannot be set for \(type) blocks")
      lifetimes.append(try lifetime(marker, at: "\(place).cache_control"))
    default: break
    }
  }

  private func lifetime(
    _ marker: JSONValue, at place: String
  ) throws(AnthropicRejection) -> String {
    try demand(marker["type"] == "ephemeral", "\(place).type: Input should be 'ephemeral'")
    for key in marker.object?.keys ?? [] {
      try demand(key == "type" || key == "ttl", "\(place).\(key): Extra inputs are not permitted")
    }
    let lifetime = marker["ttl"].map { $0.string ?? "" } ?? "5m"
    try demand(["5m", "1h"].contains(lifetime), "\(place).ttl: Input should be '5m' or '1h'")
    return lifetime
  }
}
