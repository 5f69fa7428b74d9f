// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Shows the files of a workspace with their sizes.
public struct ListTool: Tool {
  /// What a model says to list files.
  public struct Arguments: Decodable, Sendable {
    /// The folder or file; everything when nil.
    public var path: String?
  }

  private let workspace: Workspace

  /// A tool over a workspace.
  public init(workspace: Workspace) { self.workspace = workspace }

  /// What the model is told.
  public var definition: ToolDefinition {
    ToolDefinition(
      name: "list",
      description:
        "Lists the files the user shared, with their line counts and sizes, including those in folders below. \(ToolSchema.untrusted)",
      inputSchema: ToolSchema.object([
        (
          "path",
          ToolSchema.property(
            "string", "A folder to list, as an earlier list showed it; all if absent.")
        )
      ]))
  }

  /// One file a line, `path  (N lines, B bytes)`, by the bytes of the path; then the number of files.
  ///
  /// - Throws: `AccessDenial`, `CancellationError`.
  public func call(_ arguments: Arguments) async throws -> String {
    let workspace = workspace
    return try await workspace.thread.run { cancellation in
      try Self.list(arguments.path, in: workspace, cancellation)
    }
  }

  private static func list(
    _ path: String?, in workspace: Workspace, _ cancellation: FileThread.Cancellation
  ) throws -> String {
    let listing = try WorkspaceWalk.listing(of: path, in: workspace, cancellation)
    var result = BoundedText()
    var shown = 0
    var budget = workspace.rules.maximumCountedBytes
    for entry in listing.entries {
      try cancellation.check()
      let facts = describe(entry, in: workspace, budget: &budget)
      guard result.add("\(entry.name)  (\(facts))") else { break }
      shown += 1
    }
    var notes: [String] = []
    if shown < listing.entries.count {
      notes.append(
        "showing the first \(shown) of \(listing.entries.count) files; list a folder by its path to see the others"
      )
    }
    if listing.isCut {
      notes.append(
        "there is more than \(workspace.rules.maximumEntries) entries, and not all were looked at; list a folder by its path"
      )
    }
    if let line = listing.skippedLine { notes.append(line) }
    return result.finished(
      notes: notes, summary: "\(listing.entries.count) files")
  }

  private static func describe(
    _ entry: Listing.Entry, in workspace: Workspace, budget: inout Int
  ) -> String {
    let size = "\(entry.size) bytes"
    guard entry.size <= workspace.rules.maximumFileSize else { return "too large, \(size)" }
    // Only a courtesy: a folder of many gigabytes is listed without counts rather than not at all.
    guard entry.size <= budget else { return size }
    budget -= entry.size
    do {
      let text = try workspace.text(of: workspace.open(entry.location, for: .read))
      return "\(text.lines.count) lines, \(size)"
    } catch let denial as AccessDenial {
      return "\(denial.reason.rawValue), \(size)"
    } catch {
      return "unreadable, \(size)"
    }
  }
}
