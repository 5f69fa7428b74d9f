// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@Suite struct StallPrecisionTests {
  @Test("Precision and recall on the labelled runs are what is published")
  func published() {
    var (hits, falseHits, misses, otherRule) = (0, 0, 0, 0)
    for run in LabelledRun.all {
      let found = StallDetector(rules: run.rules).stalls(in: run.steps).first?.rule
      switch (run.label, found) {
      case (nil, nil): continue
      case (nil, let rule?):
        falseHits += 1
        print("stall detector, false alarm: \(run.name) [\(rule.rawValue)]")
      case (let rule?, nil):
        misses += 1
        print("stall detector, missed: \(run.name) [\(rule.rawValue)]")
      case (let label?, let rule?):
        hits += 1
        if label != rule { otherRule += 1 }
      }
    }
    let precision = hits * 1_000 / (hits + falseHits)
    let recall = hits * 1_000 / (hits + misses)
    print(
      "stall detector: \(LabelledRun.all.count) labelled synthetic runs, precision \(precision) ‰, "
        + "recall \(recall) ‰, \(otherRule) by another rule than the label's")
    // 13 simple stalls are found; the hard runs are where rules fail: 3 false alarms, 3 misses.
    #expect(falseHits == 3)
    #expect(misses == 3)
    #expect(hits == 13)
    #expect(otherRule == 0)
  }

  @Test("Every simple run is judged right", arguments: LabelledRun.all.filter(\.isSimple))
  func simple(run: LabelledRun) {
    let found = StallDetector(rules: run.rules).stalls(in: run.steps).first
    #expect(found?.rule == run.label, "\(run.name): \(found?.evidence ?? "nothing found")")
  }
}
