// SPDX-License-Identifier: Apache-2.0

/// What a meter may assume about the calls it prices beforehand.
public struct MeteringPolicy: Hashable, Sendable {
  /// An advisor that the provider runs inside a call, billed on its own.
  public struct NativeAdvisor: Hashable, Sendable {
    /// The advisor.
    public var model: ModelID
    /// The most consultations in one call.
    public var consultations: Int
    /// The limit on one consultation's output, in tokens.
    public var maximumTokens: Int

    /// An advisor.
    public init(model: ModelID, consultations: Int, maximumTokens: Int) {
      self.model = model
      self.consultations = consultations
      self.maximumTokens = maximumTokens
    }
  }

  /// An output limit is never lowered below this to fit a budget, in tokens.
  public var smallestLimit = 256
  /// How calls will be served, as far as it is asked for.
  public var service = Service()
  /// The caches that calls may write; fewer make the worst case cheaper.
  public var cacheLifetimes = CacheLifetime.unasked
  /// The most web searches in one call.
  public var webSearches = 0
  /// The advisor the provider runs inside a call, if any.
  public var nativeAdvisor: NativeAdvisor?
  /// How a request asks to be served by itself; nobody knows whether it will be.
  var askedService: Service?

  /// Standard service, any cache, no searches, no native advisor.
  public init() {}
}

extension MeteringPolicy {
  /// The policy for a request, which may ask for dearer caches and services than the usual ones.
  func covering(_ request: ModelRequest) -> MeteringPolicy {
    var policy = self
    policy.cacheLifetimes.formUnion(request.askedCacheLifetimes)
    policy.askedService = request.askedService.map { asked in
      Service(
        isBatch: service.isBatch, geo: asked.geo ?? service.geo, speed: asked.speed ?? service.speed
      )
    }
    return policy
  }
}

extension PriceCatalogue {
  /// The most a metered call may cost.
  ///
  /// With a native advisor the provider runs the executor once more after each consultation, on a
  /// prompt that has grown by what was said, and the advisor reads as much (gateway trap 11).
  func worstCase(
    _ model: ModelID, prompt: Int, output: Int, under policy: MeteringPolicy, at moment: Timestamp
  ) -> Cost {
    if let asked = policy.askedService, asked != policy.service {
      var (usual, other) = (policy, policy)
      usual.askedService = nil
      other.askedService = nil
      other.service = asked
      let costs = [usual, other].map {
        worstCase(model, prompt: prompt, output: output, under: $0, at: moment).amount
      }
      // A cheaper tier may not be given, and a dearer one may have no price.
      guard let first = costs[0], let second = costs[1] else { return .unpriced }
      return .priced(max(first, second))
    }
    guard let advisor = policy.nativeAdvisor, advisor.consultations > 0 else {
      return worstCase(
        model, prompt: prompt, output: output, webSearches: policy.webSearches,
        service: policy.service, writing: policy.cacheLifetimes, at: moment)
    }
    let grown = prompt + output + advisor.consultations * advisor.maximumTokens
    // Each run may use the whole output limit: nobody promises that runs share it.
    let run = worstCase(
      model, prompt: grown, output: output, webSearches: policy.webSearches,
      service: policy.service, writing: policy.cacheLifetimes, at: moment)
    let consultation = worstCase(
      advisor.model, prompt: grown, output: advisor.maximumTokens, service: policy.service,
      writing: policy.cacheLifetimes, at: moment)
    return (0..<advisor.consultations).reduce(run) { total, _ in total + run + consultation }
  }
}
