// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Testing

/// Compares text with a file beside the tests; `WISELY_RECORD=1` writes the file anew.
public enum Golden {
  /// Records an issue when the text differs from `Goldens/name` beside the calling file.
  public static func expect(
    _ text: String, equals name: String, sourceLocation: SourceLocation = #_sourceLocation,
    file: String = #filePath
  ) throws {
    let url = URL(fileURLWithPath: file).deletingLastPathComponent()
      .appendingPathComponent("Goldens").appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["WISELY_RECORD"] == "1" {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
      return
    }
    guard let data = try? Data(contentsOf: url) else {
      Issue.record(
        "no golden \(name); record it with WISELY_RECORD=1", sourceLocation: sourceLocation)
      return
    }
    let recorded = String(decoding: data, as: UTF8.self)
    guard recorded != text else { return }
    Attachment.record(text, named: name)
    Issue.record(
      "\(name) differs; if that is meant, record it with WISELY_RECORD=1\n\(diff(recorded, text))",
      sourceLocation: sourceLocation)
  }

  private static func diff(_ old: String, _ new: String) -> String {
    let before = old.split(separator: "\n", omittingEmptySubsequences: false)
    let after = new.split(separator: "\n", omittingEmptySubsequences: false)
    return after.difference(from: before).map { change in
      switch change {
      case .remove(let offset, let line, _): "- \(offset + 1): \(line)"
      case .insert(let offset, let line, _): "+ \(offset + 1): \(line)"
      }
    }.joined(separator: "\n")
  }
}
