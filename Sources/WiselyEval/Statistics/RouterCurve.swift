// SPDX-License-Identifier: Apache-2.0

/// RouteLLM's figures of a router (Ong et al., 2024), on request: the share of calls is a bad axis
/// for advisors, of which a consultation is not a call.
package struct RouterCurve: Hashable, Sendable {
  /// The share of calls that go to the expensive model, ascending from 0 to 1.
  package let shares: [Double]
  /// The share of the gap in quality that is recovered: (q - q_cheap)/(q_exp - q_cheap).
  package let recovered: [Double]

  /// A curve; nil unless the shares rise from 0 to 1 and the ends differ in quality.
  package init?(shares: [Double], qualities: [Double]) {
    precondition(shares.count == qualities.count, "Each share has its quality.")
    guard let cheap = qualities.first, let expensive = qualities.last, expensive != cheap,
      shares.first == 0, shares.last == 1, zip(shares, shares.dropFirst()).allSatisfy(<)
    else { return nil }
    self.shares = shares
    recovered = qualities.map { ($0 - cheap) / (expensive - cheap) }
  }

  /// The area under the curve by trapezoids: APGR.
  package var area: Double {
    ExactSum.of(
      shares.indices.dropFirst().map {
        (shares[$0] - shares[$0 - 1]) * (recovered[$0] + recovered[$0 - 1]) / 2
      })
  }

  /// The smallest share of expensive calls that recovers so much, between points by a line: CPT.
  package func share(recovering target: Double) -> Double? {
    guard let first = recovered.first else { return nil }
    if first >= target { return shares.first }
    for index in recovered.indices.dropFirst() where recovered[index] >= target {
      let rise = recovered[index] - recovered[index - 1]
      let part = (target - recovered[index - 1]) / rise
      return shares[index - 1] + part * (shares[index] - shares[index - 1])
    }
    return nil
  }
}
