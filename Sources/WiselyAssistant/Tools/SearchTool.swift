// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Finds lines in the files of a workspace.
public struct SearchTool: Tool {
  /// What a model says to search.
  public struct Arguments: Decodable, Sendable {
    /// What to look for.
    public var pattern: String
    /// Whether the pattern is a regular expression; plain words when nil.
    public var regex: Bool?
    /// The folder or file to search; everything when nil.
    public var path: String?
    /// How many matches to show; 50 when nil.
    public var maximumMatches: Int?
  }

  private let workspace: Workspace

  /// A tool over a workspace.
  public init(workspace: Workspace) { self.workspace = workspace }

  /// What the model is told.
  public var definition: ToolDefinition {
    ToolDefinition(
      name: "search",
      description:
        "Finds the lines that contain a text, ignoring case, in the files the user shared. \(ToolSchema.untrusted)",
      inputSchema: ToolSchema.object(
        [
          ("pattern", ToolSchema.property("string", "The text to look for within a line.")),
          (
            "regex",
            ToolSchema.property(
              "boolean",
              "Whether the pattern is a regular expression (no back-references, no lookaround). Default false."
            )
          ),
          ("path", ToolSchema.property("string", "A folder or file to search; all if absent.")),
          (
            "maximumMatches",
            ToolSchema.property("integer", "How many matching lines to show. Default 50.")
          ),
        ], required: ["pattern"]))
  }

  /// Lines as `path:line: text`, then notes, then `N matches in M files`.
  ///
  /// - Throws: `AccessDenial`, an error that names a wrong argument or pattern, `CancellationError`.
  public func call(_ arguments: Arguments) async throws -> String {
    let workspace = workspace
    return try await workspace.thread.run { cancellation in
      try Self.search(arguments, in: workspace, cancellation)
    }
  }

  /// What was found so far.
  private struct Findings {
    var result = BoundedText()
    var shown = 0
    var matches = 0
    var files = 0
    var unsearched: [AccessDenial] = []
    var redactions = 0
    var repairs = 0
  }

  private static func search(
    _ arguments: Arguments, in workspace: Workspace, _ cancellation: FileThread.Cancellation
  ) throws -> String {
    let most = arguments.maximumMatches ?? 50
    guard most >= 1 else {
      throw ToolArgumentError("\"maximumMatches\" is \(most); ask for at least 1.")
    }
    var pattern = try LinePattern(arguments.pattern, isRegex: arguments.regex ?? false)
    let listing = try WorkspaceWalk.listing(of: arguments.path, in: workspace, cancellation)
    var findings = Findings()
    for entry in listing.entries {
      try cancellation.check()
      do {
        // Redacted text is what is searched, or a pattern could guess a secret piece by piece.
        let file = try workspace.text(of: workspace.open(entry.location, for: .read))
        try look(for: &pattern, in: file, named: entry.name, most: most, &findings)
      } catch let denial as AccessDenial {
        findings.unsearched.append(denial)
      }
    }
    return report(findings, listing)
  }

  private static func look(
    for pattern: inout LinePattern, in file: TextFile, named name: String, most: Int,
    _ findings: inout Findings
  ) throws {
    var found = 0
    for (index, line) in file.lines.enumerated() where try pattern.matches(line) {
      found += 1
      guard findings.shown < most else { continue }
      let text = "\(name):\(index + 1): \(cut(line))"
      if findings.result.add(text) { findings.shown += 1 }
    }
    guard found > 0 else { return }
    findings.matches += found
    findings.files += 1
    findings.redactions += file.redactions
    findings.repairs += file.repairs
  }

  /// Enough of a line to see what it is about; read shows the rest.
  private static func cut(_ line: Substring) -> String {
    let limit = 400
    guard line.utf8.count > limit else { return String(line) }
    return line.prefix(limit / 2) + "… [line cut]"
  }

  private static func report(_ findings: Findings, _ listing: Listing) -> String {
    var notes = ReadTool.notes(repairs: findings.repairs, redactions: findings.redactions)
    if listing.isCut { notes.append("there are too many files to search all; search in a folder") }
    if !findings.unsearched.isEmpty {
      let names = findings.unsearched.prefix(10).map { "\($0.name) (\($0.reason.rawValue))" }
      let more = findings.unsearched.count > 10 ? " and others" : ""
      notes.append("not searched: \(names.joined(separator: ", "))\(more)")
    }
    if let line = listing.skippedLine { notes.append(line) }
    var summary = "\(findings.matches) matches in \(findings.files) files"
    if findings.shown < findings.matches { summary += " (showing the first \(findings.shown))" }
    return findings.result.finished(notes: notes, summary: summary)
  }
}
