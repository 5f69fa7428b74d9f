// SPDX-License-Identifier: Apache-2.0

import WiselyNet
import WiselyProviders

/// A provider that speaks OpenAI's dialects, as the user reaches it: a preset with changes, or a server
/// of the user's own.
struct ProviderSettings: Sendable, Hashable {
  /// Where it is and in what it differs.
  var preset: OpenAIPreset
  /// The command that prints its key.
  var keyCommand: [String]?
  /// Whether answers are streamed.
  var streams = true
  /// How often a call that failed in passing is made again.
  var retries = 2
  /// How long to wait for what.
  var timeouts = Configuration.Timeouts()

  init(_ preset: OpenAIPreset) { self.preset = preset }

  /// The presets by their names, as they are without a configuration.
  static let presets = Dictionary(
    uniqueKeysWithValues: OpenAIPreset.all.map { ($0.name, ProviderSettings($0)) })
}

extension Configuration.Timeouts {
  /// The deadlines of an HTTP client.
  var http: HTTPTimeouts {
    HTTPTimeouts(
      connect: .seconds(connect), firstByte: firstByte.map { .seconds($0) },
      idle: idle.map { .seconds($0) }, total: total.map { .seconds($0) })
  }
}
