// SPDX-License-Identifier: Apache-2.0

extension PriceCatalogue {
  /// A notice when the conversation behind some usage is about to cross a price step; nil when it is not.
  ///
  /// The next prompt holds at least this one and its answer. From nine tenths of a step's size on there
  /// is still time to make the conversation shorter; afterwards every request costs more as a whole.
  func stepNotice(after usage: Usage, of model: ModelID, at moment: Timestamp) -> Notice? {
    let next = usage.prompt + usage.output
    guard let tiers = sheet(for: model)?.price(on: moment.day)?.tiers,
      let place = tiers.firstIndex(where: { $0.over >= usage.prompt && $0.over > 0 }), place > 0,
      next * 10 >= tiers[place].over * 9
    else { return nil }
    let now = tiers[place - 1].rates.input.picodollars
    let then = tiers[place].rates.input.picodollars
    guard then > now, now > 0 else { return nil }
    let tenths = (then * 10 + now / 2) / now
    let times = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    return Notice(
      .priceStep,
      "The conversation with \(model) has grown to \(next) tokens; above \(tiers[place].over) every token of a request costs \(times) times as much."
    )
  }
}
