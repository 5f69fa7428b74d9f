// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// What a reader of OpenAI's dialects must be told about the request.
package struct OpenAIAnswerContext: Hashable, Sendable {
  /// The model asked for.
  package var requested: ModelID
  /// What it does.
  package var role: CallRole
  /// In what the server differs.
  package var deviations: OpenAIDeviations
  /// The names of calls that the conversation has already.
  package var takenIDs: Set<String>
  /// How long caches live that the answer may have written, unless it says so itself; nil if unknown.
  package var writtenLifetime: CacheLifetime?

  /// A context.
  package init(
    requested: ModelID, role: CallRole = .executor,
    deviations: OpenAIDeviations = OpenAIDeviations(), takenIDs: Set<String> = []
  ) {
    self.requested = requested
    self.role = role
    self.deviations = deviations
    self.takenIDs = takenIDs
    writtenLifetime = deviations.writtenLifetime
  }

  /// The context of a request's answer.
  package init(_ request: ModelRequest, model: ModelID, deviations: OpenAIDeviations) {
    self.init(
      requested: model, role: request.context.role, deviations: deviations,
      takenIDs: request.callIDs)
    if request.askedCacheLifetimes.contains(.twelveHours) { writtenLifetime = .twelveHours }
  }

  /// The model that a server says it served; servers that name none served what was asked for.
  func served(_ name: JSONValue?) -> ModelID {
    guard let name = name?.string, !name.isEmpty else { return requested }
    return deviations.model(served: name, insteadOf: requested)
  }
}
