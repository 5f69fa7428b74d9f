// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// The compiler settings of every Swift target: nothing implicit, no warning survives.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "wisely",
  products: [
    .executable(name: "wisely", targets: ["WiselyCLI"]),
    .library(name: "Wisely", targets: ["Wisely"]),
    .library(name: "WiselyProviders", targets: ["WiselyProviders"]),
    .library(name: "WiselyNet", targets: ["WiselyNet"]),
    .library(name: "WiselyStore", targets: ["WiselyStore"]),
    .library(name: "WiselyEval", targets: ["WiselyEval"]),
    .library(name: "WiselyAssistant", targets: ["WiselyAssistant"]),
    .library(name: "WiselyTesting", targets: ["WiselyTesting"]),
  ],
  targets: [
    // C, thin.
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .target(name: "_WiselyCCurl"),
    .target(name: "_WiselyCShims"),

    // Threads for work that blocks; in no product.
    .target(name: "WiselyThreads", swiftSettings: settings),

    // The vocabulary, the strategies, the money. No I/O.
    .target(
      name: "Wisely", dependencies: ["CPCRE2"],
      resources: [
        .embedInCode("Resources/prices.json"),
        .embedInCode("Resources/clauses.json"),
      ],
      swiftSettings: settings),

    // The edges.
    .target(name: "WiselyWire", dependencies: ["Wisely"], swiftSettings: settings),
    .target(
      name: "WiselyNet", dependencies: ["WiselyThreads", "_WiselyCCurl", "_WiselyCShims"],
      swiftSettings: settings),
    .target(
      name: "WiselyProviders", dependencies: ["Wisely", "WiselyWire", "WiselyNet"],
      swiftSettings: settings),
    .target(
      name: "WiselyStore", dependencies: ["Wisely", "WiselyThreads", "CSQLite"],
      swiftSettings: settings),
    .target(
      name: "WiselyAssistant", dependencies: ["Wisely", "WiselyThreads", "_WiselyCShims"],
      swiftSettings: settings),

    .target(
      name: "WiselyEval",
      dependencies: [
        "Wisely", "WiselyProviders", "WiselyStore", "WiselyNet", "WiselyThreads", "CYAML",
      ],
      resources: [.embedInCode("Resources/grading.json")],
      swiftSettings: settings),

    // The command.
    .target(name: "WiselyArguments", swiftSettings: settings),
    .target(
      name: "WiselyCommands",
      dependencies: [
        "Wisely", "WiselyArguments", "WiselyAssistant", "WiselyEval", "WiselyNet",
        "WiselyProviders", "WiselyStore", "WiselyThreads", "WiselyWire", "_WiselyCShims",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "WiselyCLI", dependencies: ["WiselyCommands"], swiftSettings: settings),

    // Test doubles, shipped.
    .target(
      name: "WiselyTesting", dependencies: ["Wisely", "_WiselyCShims"], swiftSettings: settings),

    // What tests compare with: puzzles, dates and fractions worked out in other ways, and no product.
    .target(name: "Oracles", path: "Tests/Oracles", swiftSettings: settings),
    // Prints Examples/queries.jsonl for a seed.
    .executableTarget(
      name: "ExampleQueries", dependencies: ["Oracles"], path: "Tests/ExampleQueries",
      swiftSettings: settings),

    .testTarget(
      name: "WiselyTests", dependencies: ["Wisely", "WiselyTesting", "Oracles"],
      swiftSettings: settings),
    .testTarget(
      name: "WiselyThreadsTests", dependencies: ["WiselyThreads"], swiftSettings: settings),
    .testTarget(
      name: "WiselyWireTests", dependencies: ["WiselyWire", "WiselyTesting"],
      swiftSettings: settings),
    .testTarget(
      name: "WiselyNetTests",
      dependencies: ["Wisely", "WiselyNet", "WiselyTesting", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "WiselyProvidersTests", dependencies: ["WiselyProviders", "WiselyTesting"],
      swiftSettings: settings),
    .testTarget(
      name: "WiselyStoreTests", dependencies: ["WiselyStore", "WiselyTesting", "LedgerTorture"],
      swiftSettings: settings),
    // Writes to a ledger until somebody kills it; a tool of the tests, in no product.
    .executableTarget(
      name: "LedgerTorture", dependencies: ["Wisely", "WiselyStore"], path: "Tests/LedgerTorture",
      swiftSettings: settings),
    .testTarget(
      name: "WiselyEvalTests",
      dependencies: [
        "Wisely", "WiselyEval", "WiselyNet", "WiselyProviders", "WiselyTesting", "TestSupport",
        "EvalSimulation", "EvalTorture", "_WiselyCShims",
      ],
      exclude: ["Report/Goldens", "Review/Goldens"], swiftSettings: settings),
    // Runs a plan until somebody kills it; a tool of the tests, in no product.
    .executableTarget(
      name: "EvalTorture", dependencies: ["Wisely", "WiselyEval"], path: "Tests/EvalTorture",
      swiftSettings: settings),
    // Prints why the assessment uses the intervals that it uses; a benchmark, in no product.
    .executableTarget(
      name: "EvalSimulation", dependencies: ["WiselyEval"], path: "Benchmarks/Simulation",
      swiftSettings: settings),
    .testTarget(
      name: "WiselyAssistantTests", dependencies: ["WiselyAssistant", "WiselyTesting"],
      swiftSettings: settings),
    .testTarget(
      name: "WiselyArgumentsTests", dependencies: ["WiselyArguments", "TestSupport"],
      exclude: ["Goldens"], swiftSettings: settings),
    .testTarget(
      name: "WiselyCommandsTests",
      dependencies: [
        "WiselyCommands", "WiselyProviders", "WiselyWire", "WiselyThreads", "WiselyTesting",
        "TestSupport",
      ],
      exclude: ["Goldens"], swiftSettings: settings),
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "Wisely", "WiselyAssistant", "WiselyCommands", "WiselyStore", "WiselyNet", "WiselyTesting",
        "TestSupport", "WiselyCLI", "AskTorture", "ExampleQueries",
      ],
      exclude: ["Goldens"], swiftSettings: settings),
    // Asks a loopback upstream until somebody kills it; a tool of the tests, in no product.
    .executableTarget(
      name: "AskTorture", dependencies: ["Wisely", "WiselyNet", "WiselyProviders", "WiselyStore"],
      path: "Tests/AskTorture", swiftSettings: settings),
    // Stands between the codecs and programs that nobody here wrote; a tool of Peers/, in no product.
    .executableTarget(
      name: "DialectPeer",
      dependencies: ["Wisely", "WiselyNet", "WiselyProviders", "WiselyTesting", "WiselyWire"],
      path: "Tests/DialectPeer", swiftSettings: settings),
    // Golden files and running programs; it needs Testing, so it is no product.
    .target(
      name: "TestSupport", dependencies: ["_WiselyCShims"], path: "Tests/TestSupport",
      swiftSettings: settings),
  ]
)
