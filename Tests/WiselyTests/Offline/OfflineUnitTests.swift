// SPDX-License-Identifier: Apache-2.0

import Oracles
import Testing
import Wisely

@Suite(.timeLimit(.minutes(4))) struct OfflineUnitTests {
  @Test(
    "Quantities are converted by the exact definitions",
    arguments: [
      ("Convert 5 km to miles", "3.1069"), ("How many metres are in 3 miles?", "4828.032"),
      ("What is 72 kg in lb?", "158.7328"), ("10 stone in kg", "63.5029318"),
      ("100 °F in °C", "37.7778"), ("Convert -40 celsius to fahrenheit", "-40"),
      ("0 kelvin in celsius", "-273.15"), ("How many seconds are in a week?", "604800"),
      ("How many ml are in 2.5 litres?", "2500"), ("90 km/h in m/s", "25"),
      ("3 GiB in MB", "3221.225472"), ("2 hectares in square metres", "20000"),
      ("Convert 1,500 g to kg", "1.5"), ("What is 6 feet in cm?", "182.88"),
      ("1 cm in miles", "0.000006214"), ("12 inches in feet", "1"), ("4 tonnes to kg", "4000"),
      ("1 acre in m2", "4046.8564224"), ("Express 60 mph in km/h", "96.56064"),
    ])
  func conversions(_ question: String, _ expected: String) async throws {
    for size in OfflineModel.Size.allCases {
      let said = try await OfflineAnswer.of(size, question)
      #expect(said.answer == expected, "\(said.text)")
      #expect(said.isChecked)
    }
  }

  /// Base units in one, by the definitions of 1959 and of the SI, as fractions.
  private static let lengths: [(String, FractionOracle)] = [
    ("inches", FractionOracle(254, 10_000)), ("feet", FractionOracle(3_048, 10_000)),
    ("yards", FractionOracle(9_144, 10_000)), ("miles", FractionOracle(1_609_344, 1_000)),
    ("cm", FractionOracle(1, 100)), ("km", FractionOracle(1_000)), ("metres", FractionOracle(1)),
  ]

  @Test("Lengths in all directions agree with the fractions")
  func lengths() async throws {
    var generator = SeededSource(seed: 3)
    for _ in 0..<50 {
      let (from, to) = (generator.pick(Self.lengths), generator.pick(Self.lengths))
      let amount = generator.int(1...5_000)
      let value = FractionOracle(Int128(amount)) * from.1 / to.1
      let said = try await OfflineAnswer.of(.small, "Convert \(amount) \(from.0) to \(to.0)")
      guard said.isChecked else { continue }
      guard let exact = value.decimal(places: 18) else {
        // Four places or four digits: the exact value lies within half a unit of the last.
        let shown = try #require(Double(said.answer))
        let true_ = Double(value.above) / Double(value.below)
        #expect(abs(shown - true_) <= max(0.00005, true_ * 0.0005), "\(said.text)")
        continue
      }
      #expect(said.answer == exact, "\(said.text)")
    }
  }

  @Test(
    "What is no conversion is not taken for one",
    arguments: [
      "Convert 5 km to kg", "Convert 1,5 km to m", "Convert 1.2.3 km to m", "5 parsecs in km",
      "Convert 12,34 m to cm",
    ])
  func noConversions(_ question: String) async throws {
    #expect(try await !OfflineAnswer.of(.large, question).isChecked)
  }

  @Test("Figures too large to convert are not called checked")
  func overflow() async throws {
    let figure = String(repeating: "9", count: 38)
    for size in OfflineModel.Size.allCases {
      #expect(try await !OfflineAnswer.of(size, "Convert \(figure) miles to mm").isChecked)
    }
  }
}
