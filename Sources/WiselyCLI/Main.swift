// SPDX-License-Identifier: Apache-2.0

import WiselyCommands

@main
struct Main {
  static func main() { WiselyMain.run() }
}
