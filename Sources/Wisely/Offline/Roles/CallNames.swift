// SPDX-License-Identifier: Apache-2.0

/// Names for calls: counted, not random, so that the same conversation gives the same names again.
///
/// Model and role are part of them: a planner and its executor write into one conversation of the
/// caller's, although neither sees the other's calls.
struct CallNames {
  private let prefix: String
  private let used: Int

  init(prefix: String, transcript: Transcript) {
    self.prefix = prefix
    used = transcript.messages.reduce(0) { $0 + $1.toolUses.count }
  }

  func id(_ offset: Int) -> String { "\(prefix)-\(used + offset + 1)" }

  func calls(for missing: MissingEvidence) -> [ToolUse] {
    missing.looks.enumerated().map { offset, look in
      ToolUse(id: id(offset), name: look.tool, input: look.input)
    }
  }
}
