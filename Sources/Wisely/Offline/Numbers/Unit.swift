// SPDX-License-Identifier: Apache-2.0

/// A unit of measure: what it measures and how it becomes the base unit of that.
struct Unit: Hashable {
  enum Dimension: Hashable {
    case length, mass, temperature, time, volume, speed, data, area
  }

  let dimension: Dimension
  /// Base units in one of these, as numerator and denominator.
  let factor: Rational
  /// Base units at zero of these; only temperatures have one.
  let offset: Rational
  /// The spelling in answers.
  let name: String

  private init?(
    _ dimension: Dimension, _ name: String, _ above: Int128, _ below: Int128,
    offset: (Int128, Int128) = (0, 1)
  ) {
    guard let factor = Rational(above, below), let zero = Rational(offset.0, offset.1) else {
      return nil
    }
    self.dimension = dimension
    self.name = name
    self.factor = factor
    self.offset = zero
  }

  /// The unit of that name, singular, plural or symbol.
  init?(_ name: String) {
    let word = name.lowercased().trimmingSpace()
    let known = Self.make(word) ?? (word.hasSuffix("s") ? Self.make(String(word.dropLast())) : nil)
    guard let known else { return nil }
    self = known
  }

  private static func make(_ word: String) -> Unit? {
    length(word) ?? mass(word) ?? timeOrSpeed(word) ?? volumeOrArea(word) ?? data(word)
      ?? temperature(word)
  }

  private static func length(_ word: String) -> Unit? {
    switch word {
    case "m", "metre", "meter": Unit(.length, "m", 1, 1)
    case "km", "kilometre", "kilometer": Unit(.length, "km", 1_000, 1)
    case "cm", "centimetre", "centimeter": Unit(.length, "cm", 1, 100)
    case "mm", "millimetre", "millimeter": Unit(.length, "mm", 1, 1_000)
    case "mile", "mi": Unit(.length, "mi", 1_609_344, 1_000)
    case "yard", "yd": Unit(.length, "yd", 9_144, 10_000)
    case "foot", "feet", "ft": Unit(.length, "ft", 3_048, 10_000)
    case "inch", "inche", "in": Unit(.length, "in", 254, 10_000)
    case "nautical mile", "nmi": Unit(.length, "nmi", 1_852, 1)
    default: nil
    }
  }

  private static func mass(_ word: String) -> Unit? {
    switch word {
    case "kg", "kilogram", "kilo", "kilogramme": Unit(.mass, "kg", 1, 1)
    case "g", "gram", "gramme": Unit(.mass, "g", 1, 1_000)
    case "mg", "milligram": Unit(.mass, "mg", 1, 1_000_000)
    case "t", "tonne", "metric ton": Unit(.mass, "t", 1_000, 1)
    case "lb", "pound": Unit(.mass, "lb", 45_359_237, 100_000_000)
    case "oz", "ounce": Unit(.mass, "oz", 45_359_237, 1_600_000_000)
    case "stone", "st": Unit(.mass, "st", 45_359_237 * 14, 100_000_000)
    default: nil
    }
  }

  private static func timeOrSpeed(_ word: String) -> Unit? {
    switch word {
    case "s", "sec", "second": Unit(.time, "s", 1, 1)
    case "ms", "millisecond": Unit(.time, "ms", 1, 1_000)
    case "min", "minute": Unit(.time, "min", 60, 1)
    case "h", "hr", "hour": Unit(.time, "h", 3_600, 1)
    case "day": Unit(.time, "days", 86_400, 1)
    case "week": Unit(.time, "weeks", 604_800, 1)
    case "fortnight": Unit(.time, "fortnights", 1_209_600, 1)
    case "m/s", "metres per second", "meters per second", "metre per second":
      Unit(.speed, "m/s", 1, 1)
    case "km/h", "kmh", "kph", "kilometres per hour", "kilometers per hour":
      Unit(.speed, "km/h", 10, 36)
    case "mph", "miles per hour": Unit(.speed, "mph", 44_704, 100_000)
    case "knot", "kn": Unit(.speed, "kn", 1_852, 3_600)
    default: nil
    }
  }

  private static func volumeOrArea(_ word: String) -> Unit? {
    switch word {
    case "l", "litre", "liter": Unit(.volume, "l", 1, 1)
    case "ml", "millilitre", "milliliter": Unit(.volume, "ml", 1, 1_000)
    case "cl", "centilitre", "centiliter": Unit(.volume, "cl", 1, 100)
    case "m3", "m^3", "cubic metre", "cubic meter": Unit(.volume, "m3", 1_000, 1)
    case "gallon", "us gallon", "gal": Unit(.volume, "US gal", 3_785_411_784, 1_000_000_000)
    case "imperial gallon": Unit(.volume, "imp gal", 454_609, 100_000)
    case "imperial pint", "pint": Unit(.volume, "imp pt", 454_609, 800_000)
    case "m2", "m^2", "square metre", "square meter": Unit(.area, "m2", 1, 1)
    case "km2", "km^2", "square kilometre", "square kilometer": Unit(.area, "km2", 1_000_000, 1)
    case "cm2", "cm^2", "square centimetre", "square centimeter": Unit(.area, "cm2", 1, 10_000)
    case "hectare", "ha": Unit(.area, "ha", 10_000, 1)
    case "acre": Unit(.area, "acres", 40_468_564_224, 10_000_000)
    case "square foot", "square feet", "sq ft", "ft2": Unit(.area, "ft2", 9_290_304, 100_000_000)
    case "square mile": Unit(.area, "mi2", 2_589_988_110_336, 1_000_000)
    default: nil
    }
  }

  private static func data(_ word: String) -> Unit? {
    switch word {
    case "bit": Unit(.data, "bits", 1, 8)
    case "b", "byte": Unit(.data, "bytes", 1, 1)
    case "kb", "kilobyte": Unit(.data, "kB", 1_000, 1)
    case "mb", "megabyte": Unit(.data, "MB", 1_000_000, 1)
    case "gb", "gigabyte": Unit(.data, "GB", 1_000_000_000, 1)
    case "tb", "terabyte": Unit(.data, "TB", 1_000_000_000_000, 1)
    case "kib", "kibibyte": Unit(.data, "KiB", 1_024, 1)
    case "mib", "mebibyte": Unit(.data, "MiB", 1_048_576, 1)
    case "gib", "gibibyte": Unit(.data, "GiB", 1_073_741_824, 1)
    case "tib", "tebibyte": Unit(.data, "TiB", 1_099_511_627_776, 1)
    default: nil
    }
  }

  private static let degrees = Pattern(/^(?:°|degrees? |degs? )\s*/)

  private static func temperature(_ word: String) -> Unit? {
    let bare = word.replacing(Self.degrees, with: "")
    switch bare {
    case "c", "celsius", "centigrade", "degrees celsius":
      return Unit(.temperature, "°C", 1, 1, offset: (27_315, 100))
    case "f", "fahrenheit", "degrees fahrenheit":
      return Unit(.temperature, "°F", 5, 9, offset: (45_967 * 5, 900))
    case "k", "kelvin": return Unit(.temperature, "K", 1, 1)
    default: return nil
    }
  }

  /// A quantity of these in another unit of the same dimension; nil where it would overflow.
  func convert(_ quantity: Rational, to other: Unit) -> Rational? {
    quantity.times(factor)?.plus(offset)?.minus(other.offset)?.over(other.factor)
  }
}
