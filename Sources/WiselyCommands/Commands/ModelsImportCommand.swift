// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely
import WiselyArguments

/// `wisely models import`.
struct ModelsImportCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Turn LiteLLM's price list into a price file.",
    discussion: """
      FILE is LiteLLM's model_prices_and_context_window.json. The prices of chat models become a price file for
      'prices' in the configuration, exact to a picodollar for each token, and hold from today on. What could
      not be read is counted on standard error, with the reason; nothing is guessed, and a price of zero is left
      out, since it may mean "unknown".
      """,
    examples: [
      CommandExample(
        "wisely models import model_prices_and_context_window.json --out ~/.config/wisely/prices.json",
        "Import everything.")
    ],
    exitCodes: Exit.meanings.filter { ["0", "1", "64", "66"].contains($0.term) })

  @Argument(help: "LiteLLM's file.", completion: .file) var file: String
  @Option(
    help: ArgumentHelp(
      "Where to write the price file; standard output if left out.",
      valueName: "file"), completion: .file)
  var out: String?
  @Flag(help: "Name each model that was left out.") var verbose = false

  func run() async throws {
    let world = World.here
    let day = world.surroundings.now().day
    let prices = try PriceFiles.liteLLM(at: file, on: day)
    var writer = JSONWriter(indent: 1)
    writer.write(prices.catalogue(on: day).fileJSON)
    let bytes = writer.bytes + [UInt8(ascii: "\n")]
    if let out {
      do {
        try Files.replace(world.expanding(out), with: bytes)
      } catch let error as Files.WriteError {
        throw CommandFailure(Exit.failure, "'\(out)' cannot be written: \(error.reason).")
      }
    } else {
      try world.console.answer(String(decoding: bytes, as: UTF8.self))
    }
    report(prices, to: world.console)
  }

  private func report(_ prices: LiteLLMPrices, to console: Console) {
    let skipped = prices.skipped.values.reduce(0) { $0 + $1.count }
    console.say(
      "\(grouped(prices.entries)) entries: \(grouped(prices.sheets.count)) models read, "
        + "\(grouped(skipped)) left out.")
    for (reason, names) in Self.sorted(prices.skipped.mapValues(\.count)) {
      console.say("  \(grouped(names)) left out: \(sanitised(reason))")
      guard verbose else { continue }
      for name in prices.skipped[reason] ?? [] { console.say("    \(sanitised(name))") }
    }
    for (remark, count) in Self.sorted(prices.remarks) {
      console.say("  \(grouped(count)) read, but \(sanitised(remark))")
    }
  }

  private static func sorted(_ counts: [String: Int]) -> [(String, Int)] {
    counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.map { ($0.key, $0.value) }
  }
}
