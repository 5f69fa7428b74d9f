// SPDX-License-Identifier: Apache-2.0

/// What a reader found wrong or odd; it goes on reading, so that everything is said at once.
struct ReadingNotes {
  private(set) var problems: [QuerySet.Problem] = []
  private(set) var warnings: [QuerySet.Problem] = []
  /// The file the lines are of, when it is not the query file itself.
  var companion: String?

  private var said: Set<QuerySet.Problem> = []

  /// Something that cannot be read or is not supported; said once of a line.
  mutating func problem(_ line: Int, _ message: String) {
    let problem = note(line, message)
    if said.insert(problem).inserted { problems.append(problem) }
  }

  /// Something odd but usable; said once of a line.
  mutating func warn(_ line: Int, _ message: String) {
    let warning = note(line, message)
    if said.insert(warning).inserted { warnings.append(warning) }
  }

  /// Something odd about the whole file, said once.
  mutating func warnOnce(_ line: Int, _ message: String) {
    guard !warnings.contains(where: { $0.message == message }) else { return }
    warn(line, message)
  }

  private func note(_ line: Int, _ message: String) -> QuerySet.Problem {
    guard let companion else { return QuerySet.Problem(line: line, message) }
    return QuerySet.Problem(line: 0, "\(companion), line \(line): \(message)")
  }
}
