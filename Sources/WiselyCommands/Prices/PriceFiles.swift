// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyProviders

/// The price files of a command: the built-in catalogue, the user's own on top, and others to look at.
enum PriceFiles {
  /// A LiteLLM file has millions of bytes, and grows.
  private static let limit = 64_000_000

  /// The catalogue to price by.
  ///
  /// - Throws: `CommandFailure` with the file and the line.
  static func catalogue(world: World, configuration: Configuration) throws -> PriceCatalogue {
    var catalogue = PriceCatalogue.builtIn
    if let declared = declared(by: configuration) { catalogue = catalogue.layered(under: declared) }
    guard let path = configuration.prices else { return catalogue }
    return catalogue.layered(under: try own(at: world.expanding(path)))
  }

  /// What the configuration itself says of prices; nil when it says nothing new.
  ///
  /// Servers of one's own are free, and a preset that is said to be none of those has no price any more.
  private static func declared(by configuration: Configuration) -> PriceCatalogue? {
    let sheets = configuration.providers.sorted { $0.key < $1.key }.compactMap {
      name, settings -> PriceSheet? in
      let isLocal = settings.preset.isLocal
      guard isLocal != (OpenAIPreset(named: name)?.isLocal ?? false) else { return nil }
      var sheet = PriceSheet(id: ModelID("\(name)/*"))
      sheet.source = "the configuration's providers.\(name).local"
      if isLocal {
        let always = CalendarDay(daysSinceEpoch: 0)
        sheet.prices = [DatedPrice(from: always, tiers: [PriceTier(over: 0, rates: .free)])]
      }
      return sheet
    }
    guard !sheets.isEmpty else { return nil }
    let version = sheets.map { "\($0.provider):\($0.prices.isEmpty ? "unpriced" : "free")" }
    return PriceCatalogue(
      version: version.joined(separator: ","), source: "the configuration", sheets: sheets)
  }

  /// SHA-256 of the user's own price file, so that a plan's prices are frozen; nil without one.
  static func hash(world: World, configuration: Configuration) throws -> String? {
    try configuration.prices.map { SHA256.hex(of: try read(world.expanding($0))) }
  }

  /// The user's own price file.
  static func own(at path: String) throws -> PriceCatalogue {
    do {
      return try PriceCatalogue(parsing: try read(path), file: path)
    } catch let error as PriceFileError {
      throw CommandFailure(Exit.configuration, "\(error).")
    }
  }

  /// LiteLLM's price list.
  static func liteLLM(at path: String, on day: CalendarDay) throws -> LiteLLMPrices {
    do {
      return try LiteLLMPrices(parsing: try read(path), file: path, on: day)
    } catch let error as PriceFileError {
      throw CommandFailure(Exit.noInput, "\(error).")
    }
  }

  /// A price file of either kind.
  static func any(at path: String, on day: CalendarDay) throws -> PriceCatalogue {
    let bytes = try read(path)
    do throws(PriceFileError) {
      if let value = try? JSONValue(parsing: bytes), LiteLLMPrices.looksLike(value) {
        return try LiteLLMPrices(parsing: bytes, file: path, on: day).catalogue(on: day)
      }
      return try PriceCatalogue(parsing: bytes, file: path)
    } catch {
      throw CommandFailure(Exit.noInput, "\(error).")
    }
  }

  private static func read(_ path: String) throws -> [UInt8] {
    do {
      return try Files.read(path, limit: limit)
    } catch let error as Files.ReadError {
      throw CommandFailure(
        Exit.noInput, "The price file '\(path)' cannot be read: \(error.reason).")
    }
  }
}

extension ConfigurationOptions {
  /// The catalogue of the configuration, for commands that need nothing else of it.
  ///
  /// - Throws: `CommandFailure`.
  func catalogue(_ world: World) throws -> PriceCatalogue {
    try PriceFiles.catalogue(
      world: world, configuration: try ConfigurationFile(config, world: world).load())
  }
}
