// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What the user configured; every member has a default.
struct Configuration: Sendable, Hashable {
  /// A setup with a name of its own.
  struct NamedSetup: Sendable, Hashable {
    var notation: SetupNotation
    var settings: SetupSettings
    /// Where it stands in the file.
    var line = 1
  }

  /// How Anthropic's API is reached.
  struct Anthropic: Sendable, Hashable {
    var baseURL: String?
    var keyVariable: String?
    var keyCommand: [String]?
    var auth: String?
    var version = "2023-06-01"
    var cache = "5m"
    var streams = true
    var retries = 2
    var timeouts = Timeouts()
  }

  /// Deadlines in seconds.
  struct Timeouts: Sendable, Hashable {
    var connect = 10
    var firstByte: Int? = 600
    var idle: Int? = 300
    var total: Int?
  }

  /// The setup used when none is named.
  var defaultSetup = "haiku+opus"
  /// The named setups.
  var setups: [String: NamedSetup] = [:]
  /// What one `ask` may cost, unless `--budget` says otherwise.
  var budget: Money?
  /// The ledger's file, or nil for the usual place.
  var ledger: String?
  /// The user's own price file, on top of the built-in catalogue; nil for none.
  var prices: String?
  /// How Anthropic's API is reached.
  var anthropic = Anthropic()
  /// The other providers by name: the presets, as changed, and those the user added.
  var providers = ProviderSettings.presets
}
