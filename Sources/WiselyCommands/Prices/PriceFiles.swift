// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The price files of a command: the built-in catalogue, the user's own on top, and others to look at.
enum PriceFiles {
  /// A LiteLLM file has millions of bytes, and grows.
  private static let limit = 64_000_000

  /// The catalogue to price by.
  ///
  /// - Throws: `CommandFailure` with the file and the line.
  static func catalogue(world: World, configuration: Configuration) throws -> PriceCatalogue {
    guard let path = configuration.prices else { return .builtIn }
    return PriceCatalogue.builtIn.layered(under: try own(at: world.expanding(path)))
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
