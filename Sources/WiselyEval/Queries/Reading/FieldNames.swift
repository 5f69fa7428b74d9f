// SPDX-License-Identifier: Apache-2.0

/// The names under which people write the same things; case, spaces and hyphens do not count.
enum FieldNames {
  /// The question.
  static let question = ["query", "input", "prompt", "question"]
  /// What is expected of the answer.
  static let expected = [
    "expected", "ideal", "target", "answer", "expected_output", "ground_truth", "gold",
  ]
  /// The cluster.
  static let cluster = ["cluster"]

  /// A name as it is compared.
  static func normalized(_ name: String) -> String {
    String(name.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
  }

  /// The value of a field, whatever the spelling of its name; nil when missing, null or empty.
  static func value(_ name: String, in record: LocatedValue) -> LocatedValue? {
    record.members?.last { normalized($0.key) == name }.flatMap {
      $0.value.isNull || $0.value.string == "" ? nil : $0.value
    }
  }
}
