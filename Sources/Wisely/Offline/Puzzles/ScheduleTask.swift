// SPDX-License-Identifier: Apache-2.0

/// Which of several equal machines does which job, so that the last job ends as early as possible.
struct ScheduleTask: Puzzle {
  struct Job: Hashable {
    var name: String
    var length: Int
  }

  let jobs: [Job]
  let machines: Int

  private static let numerals = ["two": 2, "three": 3, "four": 4, "five": 5, "six": 6]

  private static let machineCount = Pattern(
    /(?i)\b(\d+|two|three|four|five|six)\s+(?:identical |equal |equally fast |parallel |similar )*(?:machine|worker|press|oven|crew|line|printer|server|saw)s?(?:es)?\b/
  )
  private static let job = Pattern(
    /\b([A-Z][\w-]{0,60})\s*(?:\(|:|=|takes|needs|-)?\s*(\d+)\s*(?:h|hours?|min|minutes?|days?)?\)?\s*(?=[,;.]|and\b|$)/
  )

  init?(reading question: Question) {
    let text = question.text
    guard question.has("job", "task", "order"), question.hasDigit,
      let match = text.firstMatch(of: Self.machineCount),
      let machines = Int(match.1) ?? Self.numerals[match.1.lowercased()],
      (2...12).contains(machines)
    else { return nil }
    var jobs: [Job] = []
    for match in text.matches(of: Self.job) {
      guard let length = Int(match.2), length < 1 << 30 else { continue }
      jobs.append(Job(name: String(match.1), length: length))
    }
    guard jobs.count >= 2, Set(jobs.map { $0.name.lowercased() }).count == jobs.count else {
      return nil
    }
    self.jobs = jobs
    self.machines = machines
  }

  /// No schedule can be shorter: the average load, the longest job, the pigeonhole pair.
  var lowerBound: Int {
    let sorted = jobs.map(\.length).sorted(by: >)
    let total = sorted.reduce(0, +)
    let pair = sorted.count > machines ? sorted[machines - 1] + sorted[machines] : 0
    return max((total + machines - 1) / machines, sorted.first ?? 0, pair)
  }

  func solve(within budget: SearchBudget, from library: inout Library) throws -> Finding {
    let order = jobs.indices.sorted {
      jobs[$0].length == jobs[$1].length ? $0 < $1 : jobs[$0].length > jobs[$1].length
    }
    var search = Search(
      lengths: order.map { jobs[$0].length }, machines: machines, goal: lowerBound,
      nodes: budget.nodes)
    search.run()
    var placed = jobs.map { _ in 0 }
    for (position, index) in order.enumerated() { placed[index] = search.best[position] }
    let isBest = search.isComplete || search.makespan == lowerBound
    return finding(placed, isBest: isBest)
  }

  /// Longest job first on the machine that is free first, then branch and bound below that.
  private struct Search {
    let lengths: [Int]
    let machines: Int
    let goal: Int
    var nodes: Int
    var best: [Int] = []
    var makespan = Int.max
    var isComplete: Bool { nodes > 0 }
    private var loads: [Int]
    private var place: [Int]

    init(lengths: [Int], machines: Int, goal: Int, nodes: Int) {
      self.lengths = lengths
      self.machines = machines
      self.goal = goal
      self.nodes = nodes
      loads = Array(repeating: 0, count: machines)
      place = Array(repeating: 0, count: lengths.count)
      greedy()
    }

    private mutating func greedy() {
      var loads = Array(repeating: 0, count: machines)
      for length in lengths {
        let machine = loads.indices.min { loads[$0] < loads[$1] } ?? 0
        loads[machine] += length
        best.append(machine)
      }
      makespan = loads.max() ?? 0
    }

    mutating func run() {
      if makespan > goal { visit(0) }
    }

    private mutating func visit(_ position: Int) {
      guard nodes > 0, makespan > goal else { return }
      nodes -= 1
      guard position < lengths.count else {
        makespan = loads.max() ?? 0
        best = place
        return
      }
      var seen: Set<Int> = []
      // Machines with equal loads are alike; trying one of them is enough.
      for machine in loads.indices.sorted(by: { loads[$0] > loads[$1] })
      where loads[machine] + lengths[position] < makespan && seen.insert(loads[machine]).inserted {
        loads[machine] += lengths[position]
        place[position] = machine
        visit(position + 1)
        loads[machine] -= lengths[position]
      }
    }
  }

  private func finding(_ placed: [Int], isBest: Bool) -> Finding {
    let rows = (0..<machines).map { machine in
      jobs.indices.filter { placed[$0] == machine }.map { jobs[$0] }
    }
    let loads = rows.map { $0.reduce(0) { $0 + $1.length } }
    let makespan = loads.max() ?? 0
    let parts = rows.enumerated().map { "M\($0 + 1) = \($1.map(\.name).joined(separator: " + "))" }
    let line = "Run \(parts.joined(separator: ", ")): finished after \(makespan)."
    let longest = rows.first { $0.reduce(0) { $0 + $1.length } == makespan } ?? []
    return Finding(
      answer: "\(makespan)", working: line,
      check: isBest
        ? "every job runs once, and nothing below \(makespan) is possible (loads \(loads.map(String.init).joined(separator: ", ")))."
        : "every job runs once, but something between \(lowerBound) and \(makespan) is not ruled out.",
      isVerified: isBest,
      runnable: longest.isEmpty
        ? nil : "\(longest.map { "\($0.length)" }.joined(separator: " + ")) = \(makespan)")
  }

  private static let assignment = Pattern(/\bM(\d+) = ([^,:.;]+)/)

  func adopt(_ advice: String, over own: Finding, within budget: SearchBudget) -> Adoption {
    var placed = jobs.map { _ in -1 }
    for match in advice.matches(of: Self.assignment) {
      guard let machine = Int(match.1), (1...machines).contains(machine) else {
        return .rejected("there is no machine M\(match.1)")
      }
      let names = Set(PuzzleText.names(jobs.map(\.name), in: String(match.2)))
      for index in jobs.indices where names.contains(jobs[index].name) {
        guard placed[index] < 0 else { return .rejected("\(jobs[index].name) would run twice") }
        placed[index] = machine - 1
      }
    }
    guard placed.contains(where: { $0 >= 0 }) else { return .silent }
    if let missing = placed.firstIndex(of: -1) {
      return .rejected("it leaves out \(jobs[missing].name)")
    }
    let result = finding(placed, isBest: false)
    guard let advised = Int(result.answer), let mine = Int(own.answer), advised <= mine else {
      return .rejected("it ends after \(result.answer), later than my \(own.answer)")
    }
    return .adopted(
      result.advised(
        "the schedule runs every job once and ends after \(advised) against \(mine) of my own; that none ends earlier rests on the advice."
      ))
  }
}
