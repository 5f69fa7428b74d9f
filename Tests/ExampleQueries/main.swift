// SPDX-License-Identifier: Apache-2.0

// ExampleQueries [SEED]   Prints Examples/queries.jsonl.
let seed = CommandLine.arguments.dropFirst().first.flatMap { UInt64($0) } ?? ExampleQuery.seed
print(ExampleQuery.file(seed: seed), terminator: "")
