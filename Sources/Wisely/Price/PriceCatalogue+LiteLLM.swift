// SPDX-License-Identifier: Apache-2.0

extension PriceCatalogue {
  /// Reads the chat models' prices of LiteLLM's `model_prices_and_context_window.json`.
  ///
  /// What cannot be read exactly is left out, and so is a price of zero, which may mean "unknown" there.
  /// The list says what holds on the day it was made and not since when, so nothing is priced before.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - file: What errors call it.
  ///   - day: The first day on which the prices hold, in UTC; usually today.
  /// - Throws: `PriceFileError` when it is not an object of objects.
  public init(
    importingLiteLLM bytes: [UInt8], file: String, from day: CalendarDay
  ) throws(PriceFileError) {
    self = try LiteLLMPrices(parsing: bytes, file: file, on: day).catalogue(on: day)
  }
}
