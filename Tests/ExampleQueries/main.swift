// SPDX-License-Identifier: Apache-2.0

import Glibc

// ExampleQueries [SEED]                     prints Examples/queries.jsonl.
// ExampleQueries --count N [--seed SEED]    prints N queries that need no document.
let arguments = Array(CommandLine.arguments.dropFirst())
let numbers = arguments.compactMap { UInt64($0) }

switch arguments.count {
case 0: print(ExampleQuery.file(seed: ExampleQuery.seed), terminator: "")
case 1 where numbers.count == 1: print(ExampleQuery.file(seed: numbers[0]), terminator: "")
case 2 where arguments[0] == "--count" && numbers.count == 1,
  4 where arguments[0] == "--count" && arguments[2] == "--seed" && numbers.count == 2:
  let seed = numbers.count == 2 ? numbers[1] : ExampleQuery.seed
  for query in GeneratedQueries.make(Int(clamping: numbers[0]), seed: seed) {
    print(query.line, terminator: "")
  }
default:
  print("usage: ExampleQueries [SEED] | --count N [--seed SEED]")
  exit(64)
}
