// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@Suite(.timeLimit(.minutes(5))) struct SurroundingsTests {
  @Test("The machine's surroundings tell the time, give every name once and heed cancellation")
  func system() async throws {
    let surroundings = Surroundings.system
    let day = try #require(CalendarDay("2026-01-01"))
    #expect(surroundings.now() > day.start)
    let names = (0..<1_000).map { _ in surroundings.makeID("call") }
    #expect(Set(names).count == 1_000)
    #expect(names.allSatisfy { $0.hasPrefix("call_") })
    let task = Task { try await surroundings.sleep(.seconds(3_600)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test("A duration added to a moment is the difference of the two")
  func adding() {
    let moment = Timestamp(microseconds: -5)
    for duration: Duration in [.zero, .microseconds(7), .seconds(-86_400), .milliseconds(1_500)] {
      #expect((moment + duration) - moment == duration)
    }
    #expect("\(Timestamp(microseconds: 0))" == "1970-01-01T00:00:00.000Z")
  }
}
