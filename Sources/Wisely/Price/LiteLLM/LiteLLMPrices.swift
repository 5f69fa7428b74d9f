// SPDX-License-Identifier: Apache-2.0

/// What could be read of LiteLLM's `model_prices_and_context_window.json`, and what could not, and why.
///
/// The file says what holds on the day it was made, so its prices begin on the day of the import.
package struct LiteLLMPrices: Sendable {
  /// The models whose prices were read, in the order of the file.
  package private(set) var sheets: [PriceSheet] = []
  /// How many entries the file has, the template aside.
  package private(set) var entries = 0
  /// The models that were left out, by the reason.
  package private(set) var skipped: [String: [String]] = [:]
  /// What was left out of models that were read, with the number of models.
  package private(set) var remarks: [String: Int] = [:]

  /// Reads the file's text.
  ///
  /// - Throws: `PriceFileError` when it is not an object of objects.
  package init(parsing bytes: [UInt8], file: String, on day: CalendarDay) throws(PriceFileError) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw PriceFileError(
        file: file, path: .root, line: error.line, place: "column \(error.column)",
        reason: error.reason)
    }
    guard let models = value.object, models.members.contains(where: { $0.value.object != nil })
    else {
      throw PriceFileError(
        file: file, path: .root,
        reason: "an object with one object for each model was expected, as LiteLLM publishes it")
    }
    for member in models.members where member.key != "sample_spec" {
      entries += 1
      var entry = LiteLLMEntry(name: member.key, json: member.value)
      do throws(LiteLLMEntry.Skip) {
        sheets.append(try entry.sheet(on: day))
        for remark in entry.remarks { remarks[remark, default: 0] += 1 }
      } catch {
        skipped[error.reason, default: []].append(member.key)
      }
    }
  }

  /// The catalogue of what was read.
  package func catalogue(on day: CalendarDay) -> PriceCatalogue {
    PriceCatalogue(
      version: "litellm-\(day)", source: "LiteLLM's model_prices_and_context_window.json",
      asOf: day, sheets: sheets)
  }

  /// Whether a text looks like LiteLLM's file rather than one of ours.
  package static func looksLike(_ value: JSONValue) -> Bool {
    value["models"] == nil && value.object != nil
  }
}
