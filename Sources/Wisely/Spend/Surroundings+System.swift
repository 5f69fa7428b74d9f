// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Surroundings {
  /// The machine's clock and random names, for programs; tests have `ManualTime` of `WiselyTesting`.
  ///
  /// The library never reaches for it by itself: whoever wants it hands it over.
  public static let system = Surroundings(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Timestamp(
        microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    },
    sleep: { try await Task.sleep(for: $0) },
    makeID: { prefix in
      var generator = SystemRandomNumberGenerator()
      let digits = String(generator.next(), radix: 36) + String(generator.next(), radix: 36)
      return "\(prefix)_\(digits)"
    })
}
