// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import WiselyArguments
import WiselyTesting

@testable import WiselyCommands

/// Each test has a process of its own, as the watch may end it.
@Suite(.timeLimit(.minutes(5))) struct SignalWatchTests {
  @Test("A signal that comes the moment the work begins cancels it and does not end the process")
  func early() async {
    await #expect(processExitsWith: .success) {
      // Whether the work or its watch gets further first is up to the machine, each time anew.
      for _ in 0..<500 {
        let watch = SignalWatch(line: StopLine())
        await #expect(throws: CancellationError.self) {
          try await watch.withCancellation {
            watch.receive(SIGINT)
            try await Gate().wait()
          }
        }
        #expect(watch.interruption == ExitCode(128 + SIGINT))
        #expect(watch.line.isPulled)
      }
    }
  }

  @Test("A second signal, and one while nothing can be cancelled, end the process")
  func final() async {
    await #expect(processExitsWith: .exitCode(128 + SIGTERM)) {
      SignalWatch(line: StopLine()).receive(SIGTERM)
    }
    await #expect(processExitsWith: .exitCode(128 + SIGHUP)) {
      let watch = SignalWatch(line: StopLine())
      try await watch.withCancellation {
        watch.receive(SIGINT)
        watch.receive(SIGHUP)
      }
    }
  }
}
