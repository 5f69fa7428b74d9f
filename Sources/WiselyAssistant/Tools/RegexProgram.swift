// SPDX-License-Identifier: Apache-2.0

/// A regular expression as a small machine that follows all ways at once.
///
/// It looks at each character of a line once and holds each state at most once, so no pattern takes
/// more than states times characters; a backtracking engine can be made to take for ever.
struct RegexProgram: Sendable {
  /// A condition on a place between two characters.
  enum Assertion: Hashable, Sendable {
    case start, end, boundary, noBoundary
  }

  private enum Instruction: Sendable {
    case set(ScalarSet)
    case assert(Assertion)
    case jump(Int)
    case split(Int, Int)
    case match
  }

  /// The largest program, in instructions; counted repetitions multiply.
  static let maximumSize = 5_000

  private var instructions: [Instruction] = []
  /// Nodes visited: repetitions of nothing add no instruction but would go on for ever.
  private var visits = 0

  /// - Throws: `PatternError` for a pattern that is malformed, unsupported or too large.
  init(_ pattern: String) throws(PatternError) {
    try emit(RegexParser.parse(pattern))
    try add(.match)
  }

  private mutating func add(_ instruction: Instruction) throws(PatternError) {
    guard instructions.count < Self.maximumSize else { throw Self.tooLarge }
    instructions.append(instruction)
  }

  private static let tooLarge = PatternError(
    "The regular expression is too large; use smaller repetition counts, or search for less.")

  private mutating func emit(_ node: RegexNode) throws(PatternError) {
    visits += 1
    guard visits <= 10 * Self.maximumSize else { throw Self.tooLarge }
    switch node {
    case .empty: break
    case .set(let set): try add(.set(set))
    case .assertion(let assertion): try add(.assert(assertion))
    case .sequence(let nodes):
      for node in nodes { try emit(node) }
    case .choice(let ways): try emitChoice(ways)
    case .repetition(let node, let least, let most):
      for _ in 0..<least { try emit(node) }
      guard let most else {
        let split = instructions.count
        try add(.match)
        try emit(node)
        try add(.jump(split))
        instructions[split] = .split(split + 1, instructions.count)
        return
      }
      var splits: [Int] = []
      for _ in least..<most {
        splits.append(instructions.count)
        try add(.match)
        try emit(node)
      }
      for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }
  }

  private mutating func emitChoice(_ ways: [RegexNode]) throws(PatternError) {
    var jumps: [Int] = []
    for (index, way) in ways.enumerated() {
      guard index < ways.count - 1 else {
        try emit(way)
        break
      }
      let split = instructions.count
      try add(.match)
      try emit(way)
      jumps.append(instructions.count)
      try add(.match)
      instructions[split] = .split(split + 1, instructions.count)
    }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  /// Whether a line matches anywhere; `steps` is what may still be spent, and is spent.
  ///
  /// - Throws: `PatternError` when the steps are used up.
  func matches(_ line: Substring, steps: inout Int) throws(PatternError) -> Bool {
    var run = Run(instructions.count)
    var previous: UInt32?
    var iterator = line.unicodeScalars.makeIterator()
    var current = iterator.next()?.value
    while true {
      // A match may begin anywhere, so the start is tried at every place.
      if follow(0, between: previous, and: current, &run) { return true }
      steps -= run.held.count + 1
      guard steps > 0 else {
        throw PatternError(
          "The search was given up because the regular expression is too costly here; search in one file, or for plain words."
        )
      }
      guard let scalar = current else { return false }
      let following = iterator.next()?.value
      run.begin()
      for place in run.before.indices {
        let index = run.before[place]
        guard case .set(let set) = instructions[index], set.contains(scalar) else { continue }
        if follow(index + 1, between: scalar, and: following, &run) { return true }
      }
      previous = scalar
      current = following
    }
  }

  /// The states held at one place of a line.
  private struct Run {
    var held: [Int] = []
    /// Those held at the place before.
    var before: [Int] = []
    var pending: [Int] = []
    private var marks: [Int]
    private var generation = 1

    init(_ size: Int) { marks = [Int](repeating: 0, count: size) }

    mutating func begin() {
      swap(&held, &before)
      held.removeAll(keepingCapacity: true)
      generation += 1
    }

    /// Whether a state is new at this place.
    mutating func mark(_ index: Int) -> Bool {
      guard marks[index] != generation else { return false }
      marks[index] = generation
      return true
    }
  }

  /// Adds a state and all that follow from it without a character; true when one of them matches.
  private func follow(
    _ start: Int, between previous: UInt32?, and next: UInt32?, _ run: inout Run
  ) -> Bool {
    run.pending.append(start)
    while let index = run.pending.popLast() {
      guard run.mark(index) else { continue }
      switch instructions[index] {
      case .set: run.held.append(index)
      case .jump(let target): run.pending.append(target)
      case .split(let first, let second):
        run.pending.append(second)
        run.pending.append(first)
      case .assert(let assertion):
        if Self.holds(assertion, previous, next) { run.pending.append(index + 1) }
      case .match:
        run.pending.removeAll(keepingCapacity: true)
        return true
      }
    }
    return false
  }

  private static func holds(_ assertion: Assertion, _ previous: UInt32?, _ next: UInt32?) -> Bool {
    switch assertion {
    case .start: previous == nil
    case .end: next == nil
    case .boundary: ScalarSet.isWord(previous) != ScalarSet.isWord(next)
    case .noBoundary: ScalarSet.isWord(previous) == ScalarSet.isWord(next)
    }
  }
}
