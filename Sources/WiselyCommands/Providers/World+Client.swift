// SPDX-License-Identifier: Apache-2.0

import WiselyNet

extension World {
  /// An HTTP client for one server, through the environment's proxy where that is meant for it.
  func client(for baseURL: String) -> HTTPClient {
    HTTPClient(
      configuration: HTTPClientConfiguration(
        userAgent: "wisely/\(Version.text)", proxy: proxy(for: baseURL),
        certificates: variable("SSL_CERT_FILE")))
  }

  /// The proxy for a server: the one of its scheme, unless `NO_PROXY` names its host.
  ///
  /// A server on this machine is never asked through a proxy, which would look for it on its own machine
  /// and would read what was meant to stay here.
  func proxy(for baseURL: String) -> String? {
    guard let address = ServerAddress(baseURL), !address.isLoopback else { return nil }
    let exempt = (variable("NO_PROXY") ?? variable("no_proxy") ?? "").split(separator: ",")
    for entry in exempt {
      let name = entry.filter { $0 != " " }.lowercased()
      let bare = name.hasPrefix(".") ? String(name.dropFirst()) : name
      guard !bare.isEmpty else { continue }
      if bare == "*" || address.host == bare || address.host.hasSuffix("." + bare) { return nil }
    }
    guard address.isSecure else { return variable("http_proxy") }
    return variable("HTTPS_PROXY") ?? variable("https_proxy")
  }
}

/// What the beginning of a URL says of a server.
struct ServerAddress: Hashable {
  /// Whether it is reached over TLS.
  let isSecure: Bool
  /// Its name or number, in lower case, without brackets.
  let host: String
  /// The URL without a user, a password, or a slash at its end, fit to be shown.
  let shown: String

  /// Nil for what is no URL of HTTP.
  init?(_ url: String) {
    let parts = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].isEmpty, ["http:", "https:"].contains(parts[0].lowercased())
    else { return nil }
    isSecure = parts[0].lowercased() == "https:"
    let path = parts[2].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let authority = path[0].split(separator: "@").last ?? ""
    let isNumber = authority.hasPrefix("[")
    let name =
      isNumber ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    host = name.lowercased()
    var rest = path.count == 2 ? "/" + path[1] : ""
    while rest.hasSuffix("/") { rest.removeLast() }
    shown = "\(parts[0])//\(authority)\(rest)"
  }

  /// Whether it is this machine.
  var isLoopback: Bool {
    host == "localhost" || host.hasSuffix(".localhost") || host == "::1" || host.hasPrefix("127.")
  }
}
