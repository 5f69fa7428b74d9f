// SPDX-License-Identifier: Apache-2.0

/// Places, roads and the shortest way between two of them, by Floyd and Warshall's relaxation.
package struct RouteOracle {
  package var places: [String]
  package var roads: [(from: Int, to: Int, length: Int)]
  package var start = 0
  package var goal: Int

  private static let names = [
    "Avon", "Brig", "Corry", "Dunmoor", "Elsham", "Firth", "Garven", "Holm", "Inver", "Kirkby",
    "Lorne", "Morven", "Norby", "Oban", "Penrith", "Quay", "Rosley", "Skarn", "Thirl", "Ulva",
    "Wick", "Yarrow",
  ]

  package init(count: Int, using generator: inout SeededSource) {
    places = generator.sample(count, of: Self.names)
    goal = count - 1
    roads = []
    var known: Set<[Int]> = []
    func isNew(_ a: Int, _ b: Int) -> Bool {
      a != b && known.insert([min(a, b), max(a, b)]).inserted
    }
    for place in 1..<count {
      let other = generator.int(max(0, place - 3)...(place - 1))
      if isNew(place, other) { roads.append((other, place, generator.int(3...20))) }
    }
    for _ in 0..<count {
      let (a, b) = (generator.int(0...count - 1), generator.int(0...count - 1))
      if abs(a - b) < max(2, count / 2), isNew(a, b) { roads.append((a, b, generator.int(3...25))) }
    }
    for index in stride(from: roads.count - 1, to: 0, by: -1) {
      roads.swapAt(index, generator.int(0...index))
    }
  }

  /// The length of the shortest way, or nil when there is none.
  package var shortest: Int? {
    let far = Int.max / 4
    var distance = places.indices.map { row in places.indices.map { row == $0 ? 0 : far } }
    for road in roads {
      distance[road.from][road.to] = min(distance[road.from][road.to], road.length)
      distance[road.to][road.from] = min(distance[road.to][road.from], road.length)
    }
    for via in places.indices {
      for from in places.indices {
        for to in places.indices {
          distance[from][to] = min(distance[from][to], distance[from][via] + distance[via][to])
        }
      }
    }
    return distance[start][goal] < far ? distance[start][goal] : nil
  }

  package var example: Example {
    let list = roads.map { "\(places[$0.from])-\(places[$0.to]) \($0.length)" }
    return Example(
      "The roads with their lengths in km are: \(list.joined(separator: ", ")). How long is the shortest route from \(places[start]) to \(places[goal])?",
      shortest.map { "\($0)" } ?? "none")
  }
}
