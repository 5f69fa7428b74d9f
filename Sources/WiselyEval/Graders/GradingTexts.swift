// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The texts graders say to models: data, because wording decides scores.
struct GradingTexts: Sendable {
  private let texts: JSONValue

  /// The texts that ship with the library.
  static let builtIn: GradingTexts = {
    do {
      return GradingTexts(texts: try JSONValue(parsing: PackageResources.grading_json))
    } catch {
      preconditionFailure("the grading texts compiled into the library are broken: \(error)")
    }
  }()

  private func text(_ group: String, _ name: String) -> String {
    guard let lines = texts[group]?[name]?.array?.compactMap(\.string), !lines.isEmpty else {
      preconditionFailure("the grading texts compiled into the library lack \(group).\(name)")
    }
    return lines.joined(separator: "\n")
  }

  /// A question with its choices, which the model could not know otherwise.
  func asking(_ question: String, _ choices: [String]) -> String {
    let lines = zip(ChoiceGrader.letters, choices).map { "\($0)) \($1)" }
    return [question, lines.joined(separator: "\n"), text("choices", "request")]
      .joined(separator: "\n\n")
  }

  var judgeSystem: String { text("judge", "system") }
  var judgeRubric: String { text("judge", "rubric") }
  var judgeReference: String { text("judge", "reference") }
  var judgeRequest: String { text("judge", "request") }
  var pairwiseSystem: String { text("pairwise", "system") }
  var pairwiseRequest: String { text("pairwise", "request") }

  /// A short hash of what a judge is told, part of its name.
  func version(of group: String) -> String {
    String(SHA256.hex(of: texts[group]?.bytes ?? []).prefix(8))
  }
}
