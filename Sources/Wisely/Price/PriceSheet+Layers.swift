// SPDX-License-Identifier: Apache-2.0

extension PriceSheet {
  /// This sheet, completed with what it does not say itself from an older one of the same model.
  ///
  /// The prices are never mixed: they are this sheet's alone.
  func completed(from older: PriceSheet) -> PriceSheet {
    var sheet = self
    sheet.otherNames += older.otherNames.filter { !otherNames.contains($0) }
    if sheet.provider.isEmpty { sheet.provider = older.provider }
    if sheet.family.isEmpty { sheet.family = older.family }
    sheet.released = released ?? older.released
    sheet.retires = retires ?? older.retires
    sheet.isRetired = isRetired || older.isRetired
    sheet.isStandIn = isStandIn || older.isStandIn
    sheet.note = note ?? older.note
    sheet.context = context ?? older.context
    sheet.maximumOutput = maximumOutput ?? older.maximumOutput
    sheet.minimumCacheable = minimumCacheable ?? older.minimumCacheable
    sheet.tokenizer = tokenizer ?? older.tokenizer
    if capabilities == ModelCapabilities() { sheet.capabilities = older.capabilities }
    sheet.batch = batch ?? older.batch
    sheet.geo.merge(older.geo) { own, _ in own }
    sheet.speed.merge(older.speed) { own, _ in own }
    sheet.webSearch = webSearch ?? older.webSearch
    return sheet
  }
}
