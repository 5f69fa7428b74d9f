// SPDX-License-Identifier: Apache-2.0

/// Jobs on equal machines and the earliest end, by going through every division of the load.
package struct ScheduleOracle {
  package var jobs: [(name: String, length: Int)]
  package var machines: Int

  package init(jobs: [(name: String, length: Int)], machines: Int) {
    self.jobs = jobs
    self.machines = machines
  }

  package init(count: Int, machines: Int, using generator: inout SeededSource) {
    self.machines = machines
    jobs = (0..<count).map { index in
      let letter = Character(Unicode.Scalar(UInt8(65 + index)))
      return ("\(letter)", generator.int(2...19))
    }
  }

  package var earliestEnd: Int {
    var loads: Set<[Int]> = [Array(repeating: 0, count: machines)]
    for job in jobs {
      var next: Set<[Int]> = []
      for load in loads {
        for machine in load.indices {
          var longer = load
          longer[machine] += job.length
          next.insert(longer.sorted())
        }
      }
      loads = next
    }
    return loads.map { $0.last ?? 0 }.min() ?? 0
  }

  package var example: Example {
    let list = jobs.map { "\($0.name) takes \($0.length) hours" }
    return Example(
      "\(jobs.count) jobs have to be done on \(machines) equal machines: \(list.joined(separator: ", ")). After how many hours is the last job finished at the earliest?",
      "\(earliestEnd)")
  }
}
