// SPDX-License-Identifier: Apache-2.0

/// The shortest way between two places on a map of two-way roads.
struct RouteTask: Puzzle {
  struct Road: Hashable {
    var to: Int
    var length: Int
  }

  let places: [String]
  /// Roads by place, in the order given.
  let roads: [[Road]]
  let start: Int
  let goal: Int

  private static let road = Pattern(
    /\b([A-Za-z]\w{0,60})\s?(?:-|<->|to)\s?([A-Za-z]\w{0,60})\s*(?:=|:|\(|is)?\s*(\d+)\b/)
  private static let ends = Pattern(/(?i)\bfrom ([A-Za-z]\w{0,60}) to ([A-Za-z]\w{0,60})\b/)

  init?(reading question: Question) {
    guard question.has("rout", "path", "way", "road", "distance", "drive"), question.hasDigit else {
      return nil
    }
    var places: [String] = []
    var roads: [[Road]] = []
    func place(_ name: Substring) -> Int {
      if let known = places.firstIndex(where: { $0.lowercased() == name.lowercased() }) {
        return known
      }
      places.append(String(name))
      roads.append([])
      return places.count - 1
    }
    for match in question.text.matches(of: Self.road) {
      guard let length = Int(match.3), length < 1 << 30 else { continue }
      let (from, to) = (place(match.1), place(match.2))
      roads[from].append(Road(to: to, length: length))
      roads[to].append(Road(to: from, length: length))
    }
    guard places.count >= 2,
      let ends = question.text.matches(of: Self.ends)
        .first(
          where: {
            match in
            places.contains { $0.lowercased() == match.1.lowercased() }
              && places.contains { $0.lowercased() == match.2.lowercased() }
          })
    else { return nil }
    start = place(ends.1)
    goal = place(ends.2)
    self.places = places
    self.roads = roads
  }

  func solve(within budget: SearchBudget, from library: inout Library) throws -> Finding {
    var search = Search(roads: roads, start: start, goal: goal, limit: budget.nodes / 3)
    search.run()
    if search.isSettled(goal) {
      return finding(search.path(to: goal), bound: search.distance[goal])
    }
    if search.isExhausted {
      return Finding(
        answer: "none", working: "No road leads from \(places[start]) to \(places[goal]).",
        check: "every place that can be reached was visited.", isVerified: true)
    }
    let bound = search.bound(goal: goal)
    guard let walk = nearest() ?? (search.distance[goal] < .max ? search.path(to: goal) : nil)
    else {
      return Finding(
        answer: "unknown", working: "Always taking the shortest road led to a dead end.",
        check: "no route found; any is at least \(bound) long.", isVerified: false)
    }
    let known = search.distance[goal] < length(walk) ? search.path(to: goal) : walk
    return finding(known, bound: bound)
  }

  /// Always the shortest road to a place not seen before; a road to the goal is taken at once.
  private func nearest() -> [Int]? {
    var walk = [start]
    var seen: Set<Int> = [start]
    while let here = walk.last, here != goal {
      let open = roads[here].filter { !seen.contains($0.to) }
      guard
        let next = open.first(where: { $0.to == goal }) ?? open.min(by: { $0.length < $1.length })
      else { return nil }
      walk.append(next.to)
      seen.insert(next.to)
    }
    return walk
  }

  /// Dijkstra's search that stops after so many settled places.
  private struct Search {
    let roads: [[Road]]
    let start: Int
    let goal: Int
    let limit: Int
    var distance: [Int]
    private var previous: [Int]
    private var settled: Set<Int> = []
    private(set) var isExhausted = false

    init(roads: [[Road]], start: Int, goal: Int, limit: Int) {
      self.roads = roads
      self.start = start
      self.goal = goal
      self.limit = max(1, limit)
      distance = roads.map { _ in .max }
      previous = roads.map { _ in -1 }
      distance[start] = 0
    }

    private var nearestOpen: Int? {
      roads.indices.filter { !settled.contains($0) && distance[$0] < .max }
        .min { distance[$0] < distance[$1] }
    }

    func isSettled(_ place: Int) -> Bool { settled.contains(place) }

    mutating func run() {
      while settled.count < limit {
        guard let place = nearestOpen else {
          isExhausted = true
          return
        }
        settled.insert(place)
        guard place != goal else { return }
        for road in roads[place] where distance[place] + road.length < distance[road.to] {
          distance[road.to] = distance[place] + road.length
          previous[road.to] = place
        }
      }
    }

    /// No route is shorter: the nearest open place, and the shortest road that enters the goal.
    func bound(goal: Int) -> Int {
      let entering = roads[goal].map(\.length).min() ?? 0
      let through =
        roads.indices.filter { !settled.contains($0) && $0 != goal }
        .map { distance[$0] }.min() ?? .max
      let onward = through == .max ? Int.max : through + entering
      return min(distance[goal], onward)
    }

    func path(to place: Int) -> [Int] {
      var path = [place]
      while let last = path.last, previous[last] >= 0 { path.append(previous[last]) }
      return path.reversed()
    }
  }

  /// The length of a walk along roads, or `Int.max` when a road is missing.
  private func length(_ walk: [Int]) -> Int {
    legs(walk)?.reduce(0, +) ?? .max
  }

  private func legs(_ walk: [Int]) -> [Int]? {
    var legs: [Int] = []
    for (from, to) in zip(walk, walk.dropFirst()) {
      guard let leg = roads[from].filter({ $0.to == to }).map(\.length).min() else { return nil }
      legs.append(leg)
    }
    return legs
  }

  private func finding(_ walk: [Int], bound: Int) -> Finding {
    let total = length(walk)
    let legs = (legs(walk) ?? []).map(String.init)
    let isBest = total == bound
    return Finding(
      answer: "\(total)",
      working: "Go \(walk.map { places[$0] }.joined(separator: ", ")): length \(total).",
      check: isBest
        ? "every road exists, and no route is shorter than \(bound)."
        : "every road exists, but a length from \(bound) on is not ruled out.",
      isVerified: isBest,
      runnable: legs.isEmpty ? nil : "\(legs.joined(separator: " + ")) = \(total)")
  }

  func adopt(_ advice: String, over own: Finding, within budget: SearchBudget) -> Adoption {
    guard let words = PuzzleText.instruction(["go", "take", "drive", "follow"], in: advice) else {
      return .silent
    }
    let tokens = words.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    let walk = tokens.compactMap { token in
      places.firstIndex { $0.lowercased() == token.lowercased() }
    }
    guard walk.count > 1 else { return .silent }
    guard walk.first == start, walk.last == goal else {
      return .rejected("it does not lead from \(places[start]) to \(places[goal])")
    }
    let total = length(walk)
    guard total < .max else { return .rejected("it uses a road that does not exist") }
    let mine = Int(own.answer) ?? .max
    guard total <= mine else { return .rejected("it is \(total) long, more than my \(mine)") }
    let result = finding(walk, bound: -1)
    let versus = mine == .max ? "I had found none" : "mine is \(mine)"
    return .adopted(
      result.advised(
        "every road of the route exists and its length is \(total), and \(versus); that none is shorter rests on the advice."
      ))
  }
}
