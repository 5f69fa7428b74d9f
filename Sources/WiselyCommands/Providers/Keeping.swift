// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments
import WiselyStore

/// What is done with the answers of models besides giving them.
enum Keeping: Sendable {
  /// Nothing.
  case nothing
  /// They are kept in a folder, and the same try at the same question gets them from there.
  case inFolder(AnswerFolder)
  /// They are recorded.
  case recording(Cassette)
  /// They come from a recording.
  case replaying(Cassette, ReplayPace)

  /// Answers in a folder, which is made where it is missing.
  ///
  /// - Throws: `StoreError`.
  static func folder(_ path: String) throws -> Keeping { .inFolder(try AnswerFolder(path)) }

  /// A recording in a file; one that is there goes on.
  ///
  /// - Throws: `CommandFailure`, `StoreError`.
  static func recording(_ path: String, world: World) async throws -> Keeping {
    // A pipe would be waited for without end, since what a recording holds is read first.
    guard !Files.isSpecial(path) else {
      throw CommandFailure(Exit.usage, "'\(path)' is no ordinary file, which a recording needs.")
    }
    let begins = try existing(path).map(\.isEmpty) ?? true
    if !begins { _ = try cassette(path, world: world) }
    let log = try LineLog(path: path)
    return .recording(
      try await Cassette(continues: !begins, hiding: secrets(world)) { try await log.append($0) })
  }

  /// A recording to replay.
  ///
  /// - Throws: `CommandFailure` with `noInput`, naming the file and the line.
  static func replaying(_ path: String, pace: ReplayPace, world: World) throws -> Keeping {
    .replaying(try cassette(path, world: world), pace)
  }

  /// The model with that done to its answers.
  func wrapping(
    _ model: some LanguageModel, surroundings: Surroundings
  ) -> any LanguageModel {
    switch self {
    case .nothing: model
    case .inFolder(let folder): CachedModel(model, in: folder, surroundings: surroundings)
    case .recording(let cassette):
      RecordedModel(recording: model, on: cassette, surroundings: surroundings)
    case .replaying(let cassette, let pace):
      RecordedModel(
        replaying: model.id, from: cassette, pace: pace, surroundings: surroundings)
    }
  }

  private static func cassette(_ path: String, world: World) throws -> Cassette {
    guard let bytes = try existing(path) else {
      throw CommandFailure(Exit.noInput, "There is no recording '\(path)'.")
    }
    do {
      return try Cassette(parsing: bytes, name: path, hiding: secrets(world))
    } catch {
      throw CommandFailure(Exit.noInput, sanitised(error.message))
    }
  }

  private static func existing(_ path: String) throws -> [UInt8]? {
    do {
      return try Files.read(path, limit: 1_000_000_000)
    } catch let error as Files.ReadError {
      guard !error.isMissing else { return nil }
      throw CommandFailure(Exit.noInput, "'\(path)' cannot be read: \(error.reason).")
    }
  }

  /// What variables hold whose names say that it is secret.
  private static func secrets(_ world: World) -> [String] {
    let endings = ["KEY", "TOKEN", "SECRET", "PASSWORD"]
    return world.environment.filter { variable in endings.contains { variable.key.hasSuffix($0) } }
      .map(\.value).sorted()
  }
}
