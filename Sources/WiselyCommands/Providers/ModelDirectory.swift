// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyProviders

/// Which model a name means, and who is asked for it.
struct ModelDirectory: Sendable {
  /// Who serves a model.
  enum Server: Hashable {
    /// One of the stand-ins of this process.
    case offline
    /// Anthropic's API, or what stands for it.
    case anthropic
    /// A configured provider that speaks OpenAI's dialects, by its name.
    case provider(String)
  }

  /// A model and the way to it.
  struct Entry: Hashable {
    /// The name it is booked and priced under.
    var id: ModelID
    /// Who serves it.
    var server: Server
    /// How it is shown; written in a setup, it means the same model again.
    var spelling: String
  }

  let catalogue: PriceCatalogue
  let configuration: Configuration
  /// The day on which an alias is resolved.
  let day: CalendarDay

  /// The entry of a name: an alias, a name of the catalogue, or a provider's name, a slash and whatever
  /// that provider calls the model.
  ///
  /// - Throws: `SetupError` with the mend.
  func entry(_ name: String) throws -> Entry {
    if let rest = name.without(prefix: "anthropic/") {
      let known = catalogue.resolve(rest, on: day)
      let isPlain = known.map { server(of: $0) == .anthropic } ?? rest.hasPrefix("claude-")
      return Entry(
        id: known ?? ModelID(rest), server: .anthropic,
        spelling: isPlain ? (known?.rawValue ?? rest) : name)
    }
    // A provider alone is no model.
    guard !name.hasSuffix("/") else { throw unknown(name) }
    let id = catalogue.resolve(name, on: day) ?? ModelID(name)
    if let server = server(of: id) {
      return Entry(id: id, server: server, spelling: id.rawValue)
    }
    if let sheet = catalogue.sheet(for: id) { throw unreachable(id, by: sheet) }
    throw unknown(name)
  }

  /// Who serves a model: whom its name says, else whom its price sheet says.
  func server(of id: ModelID) -> Server? {
    if OfflineModel(id: id) != nil { return .offline }
    if let provider = id.provider, configuration.providers[provider] != nil {
      return .provider(provider)
    }
    if id.rawValue.hasPrefix("claude-") { return .anthropic }
    guard let provider = catalogue.sheet(for: id)?.provider, !provider.isEmpty else { return nil }
    if provider == "anthropic" { return .anthropic }
    return configuration.providers[provider] == nil ? nil : .provider(provider)
  }

  private func unreachable(_ id: ModelID, by sheet: PriceSheet) -> SetupError {
    let provider = id.provider ?? sheet.provider
    guard !provider.isEmpty else {
      return SetupError(
        "'\(id)' has a price, but nothing says who serves it; write the provider in front, as in 'openai/\(id)'."
      )
    }
    return SetupError(
      "'\(id)' has a price, but there is no provider '\(provider)'; add providers.\(provider) with its baseURL to the configuration ('wisely config example' shows how)."
    )
  }

  private func unknown(_ name: String) -> SetupError {
    let known =
      catalogue.sheets.filter { !$0.isRetired && !$0.id.rawValue.hasSuffix("/*") }.map(
        \.id.rawValue)
      + catalogue.aliases + configuration.setups.keys
    let hint = NearestName.find(name, among: known)
    return SetupError(
      "There is no model '\(name)'"
        + (hint.map { "; did you mean '\($0)'? (" } ?? "; look it up (")
        + "'wisely models' lists them, and 'anthropic/\(name)' or another provider in front sends the name as it is)."
    )
  }
}

extension String {
  /// What follows a prefix; nil without it, or with nothing behind it.
  fileprivate func without(prefix: String) -> String? {
    hasPrefix(prefix) && count > prefix.count ? String(dropFirst(prefix.count)) : nil
  }
}
