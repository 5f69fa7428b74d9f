// SPDX-License-Identifier: Apache-2.0

import Wisely
public import WiselyNet

/// How a server that speaks OpenAI's dialects is reached.
public struct OpenAIConfiguration: Sendable, Hashable {
  /// The server and in what it differs.
  public var preset: OpenAIPreset
  /// Everything before `/chat/completions` and `/responses`.
  public var baseURL: String
  /// Whether answers are streamed.
  public var streams: Bool
  /// How long to wait for what.
  public var timeouts: HTTPTimeouts

  /// A preset's server, or another one in its place, with answers streamed.
  public init(
    _ preset: OpenAIPreset, baseURL: String? = nil, streams: Bool = true,
    timeouts: HTTPTimeouts = HTTPTimeouts()
  ) {
    self.preset = preset
    self.baseURL = baseURL ?? preset.baseURL
    self.streams = streams
    self.timeouts = timeouts
  }
}
