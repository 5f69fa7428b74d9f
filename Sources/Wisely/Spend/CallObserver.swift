// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What has been heard of a call while it runs: all that is known of its usage if it never ends well.
final class CallObserver: Sendable {
  private struct State {
    var steps: [ModelUsage] = []
    var model: ModelID?
    var bytes = 0
  }
  private let state = Mutex(State())

  func note(_ event: ModelEvent) {
    state.withLock { state in
      switch event {
      case .started(let model, _): state.model = model
      case .textDelta(let text), .thinkingDelta(let text): state.bytes += text.utf8.count
      case .toolUseDelta(_, let json): state.bytes += json.utf8.count
      case .usage(let step):
        let position = state.steps.firstIndex { $0.model == step.model && $0.role == step.role }
        if let position { state.steps[position] = step } else { state.steps.append(step) }
      default: break
      }
    }
  }

  /// Whether the provider has said anything at all.
  var hasHeardAnything: Bool {
    state.withLock { $0.model != nil || $0.bytes > 0 || !$0.steps.isEmpty }
  }

  /// Whether the provider left out so much of an answer's usage that it has to be estimated.
  func isWanting(_ steps: [ModelUsage], in role: CallRole) -> Bool {
    guard let own = steps.first(where: { $0.role == role }) else { return steps.isEmpty }
    let isSilent = state.withLock { $0.bytes == 0 }
    return own.usage.isEstimated && (own.usage.prompt == 0 || own.usage.output == 0 && !isSilent)
  }

  /// The usage as far as it was said or heard, every step flagged as an estimate.
  ///
  /// Where no output count came, or only that of an opening message, four bytes of what was streamed
  /// count as a token. Where no prompt count came, or none that can be (gateway trap 18), the prompt is
  /// taken at the size given. An estimate of the output never exceeds the call's limit.
  func estimate(
    _ said: [ModelUsage] = [], of model: ModelID, role: CallRole, service: Service, prompt: Int,
    limit: Int
  ) -> [ModelUsage] {
    state.withLock { state in
      var steps = said.isEmpty ? state.steps : said
      if !steps.contains(where: { $0.role != .advisor || role == .advisor }) {
        let usage = Usage(input: prompt)
        let served = state.model ?? model
        steps.insert(
          ModelUsage(model: served, role: role, usage: usage, service: service), at: 0)
      }
      for index in steps.indices { steps[index].usage.isEstimated = true }
      if steps[0].usage.prompt == 0 { steps[0].usage.input = prompt }
      let streamed = min((state.bytes + 3) / 4, limit)
      let others = steps.dropFirst().filter { $0.role == steps[0].role }
      let counted = others.reduce(0) { $0 + $1.usage.output }
      steps[0].usage.output = max(steps[0].usage.output, streamed - counted)
      return steps
    }
  }
}
