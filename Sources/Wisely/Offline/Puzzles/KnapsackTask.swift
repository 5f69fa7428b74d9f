// SPDX-License-Identifier: Apache-2.0

/// Which things to take so that their weights fit and their values add up to the most.
struct KnapsackTask: Puzzle {
  struct Item: Hashable {
    var name: String
    var weight: Int
    var value: Int
  }

  let items: [Item]
  let capacity: Int

  private static let limit = Pattern(
    /(?i)(?:capacity|holds|hold|carry|carries|limit|at most|up to|maximum(?: weight)?|takes|no more than)[^\d.;]{0,40}?(\d+)/
  )
  private static let item = Pattern(
    /([A-Za-z][\w-]{0,60})\s*[(:-]*\s*(?:weight|weighs|weighing|mass)\s*(?:of|is|=|:)?\s*(\d+)\s*(?:kg|g|lb)?\s*[,;\/]?\s*(?:and\s+)?(?:value|worth|is worth)\s*(?:of|is|=|:)?\s*(\d+)/
      .ignoresCase())

  init?(reading question: Question) {
    let text = question.text
    guard question.has("value", "worth"), question.hasDigit,
      let limit = text.firstMatch(of: Self.limit),
      let capacity = Int(limit.1)
    else { return nil }
    var items: [Item] = []
    for match in text.matches(of: Self.item) {
      guard let weight = Int(match.2), let value = Int(match.3) else { continue }
      items.append(Item(name: String(match.1), weight: weight, value: value))
    }
    guard items.count >= 2, Set(items.map { $0.name.lowercased() }).count == items.count,
      items.allSatisfy({ $0.weight < 1 << 30 && $0.value < 1 << 30 }), capacity < 1 << 31
    else { return nil }
    self.items = items
    self.capacity = capacity
  }

  /// A set of items by position.
  private struct Choice {
    var taken: [Bool]
    var weight = 0
    var value = 0
  }

  func solve(within budget: SearchBudget, from library: inout Library) throws -> Finding {
    // By value for weight, so that the bound holds; worthless things would spoil the order.
    let order = items.indices.filter { items[$0].weight <= capacity && items[$0].value > 0 }
      .sorted { left, right in
        let (a, b) = (items[left], items[right])
        let (one, two) = (a.value * b.weight, b.value * a.weight)
        return one == two ? left < right : one > two
      }
    var search = Search(items: items, order: order, capacity: capacity, nodes: budget.nodes)
    search.run()
    let bound =
      search.isComplete ? search.best.value : search.bound(from: 0, room: capacity, value: 0)
    return finding(search.best, bound: bound)
  }

  /// The densest items first as far as they fit, then branch and bound above that.
  private struct Search {
    let items: [Item]
    let order: [Int]
    let capacity: Int
    var nodes: Int
    var best: Choice
    private var current: Choice
    var isComplete: Bool { nodes > 0 }

    init(items: [Item], order: [Int], capacity: Int, nodes: Int) {
      self.items = items
      self.order = order
      self.capacity = capacity
      self.nodes = nodes
      best = Choice(taken: items.map { _ in false })
      current = best
      greedy()
    }

    private mutating func greedy() {
      for index in order where best.weight + items[index].weight <= capacity {
        best.taken[index] = true
        best.weight += items[index].weight
        best.value += items[index].value
      }
    }

    mutating func run() { visit(0) }

    /// What the rest could add at most if items could be cut.
    func bound(from position: Int, room: Int, value: Int) -> Int {
      var (room, value) = (room, value)
      for index in order[position...] {
        let item = items[index]
        guard item.weight <= room else { return value + item.value * room / max(item.weight, 1) }
        room -= item.weight
        value += item.value
      }
      return value
    }

    private mutating func visit(_ position: Int) {
      if current.value > best.value { best = current }
      guard nodes > 0, position < order.count,
        bound(from: position, room: capacity - current.weight, value: current.value) > best.value
      else { return }
      nodes -= 1
      let item = items[order[position]]
      if current.weight + item.weight <= capacity {
        current.taken[order[position]] = true
        current.weight += item.weight
        current.value += item.value
        visit(position + 1)
        current.taken[order[position]] = false
        current.weight -= item.weight
        current.value -= item.value
      }
      visit(position + 1)
    }
  }

  private func finding(_ choice: Choice, bound: Int) -> Finding {
    let names = items.indices.filter { choice.taken[$0] }.map { items[$0].name }
    let values = items.indices.filter { choice.taken[$0] }.map { "\(items[$0].value)" }
    let line = "Take \(names.sentenceList): weight \(choice.weight), value \(choice.value)."
    let isBest = choice.value == bound
    return Finding(
      answer: "\(choice.value)", working: line,
      check: isBest
        ? "weight \(choice.weight) is within \(capacity), and no choice can be worth more than \(bound)."
        : "it fits into \(capacity), but \(bound) is not ruled out.",
      isVerified: isBest,
      runnable: values.isEmpty ? nil : "\(values.joined(separator: " + ")) = \(choice.value)")
  }

  func adopt(_ advice: String, over own: Finding, within budget: SearchBudget) -> Adoption {
    guard let words = PuzzleText.instruction(["take", "pack", "choose"], in: advice) else {
      return .silent
    }
    let names = Set(PuzzleText.names(items.map(\.name), in: words))
    guard !names.isEmpty else { return .silent }
    let taken = items.map { names.contains($0.name) }
    let chosen = items.filter { names.contains($0.name) }
    let choice = Choice(
      taken: taken, weight: chosen.reduce(0) { $0 + $1.weight },
      value: chosen.reduce(0) { $0 + $1.value })
    guard choice.weight <= capacity else {
      return .rejected("it weighs \(choice.weight), which is over \(capacity)")
    }
    guard choice.value >= (Int(own.answer) ?? 0) else {
      return .rejected("it is worth \(choice.value), less than my \(own.answer)")
    }
    return .adopted(
      finding(choice, bound: -1).advised(
        "the choice weighs \(choice.weight), within \(capacity), and is worth \(choice.value) against \(own.answer) of my own; that none is worth more rests on the advice."
      ))
  }
}
