// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// Shows lines of one file of a workspace.
public struct ReadTool: Tool {
  /// What a model says to read a file.
  public struct Arguments: Decodable, Sendable {
    /// The file.
    public var path: String
    /// The first line, from 1; the beginning when nil.
    public var from: Int?
    /// How many lines; 200 when nil.
    public var lines: Int?
  }

  private let workspace: Workspace

  /// A tool over a workspace.
  public init(workspace: Workspace) { self.workspace = workspace }

  /// What the model is told.
  public var definition: ToolDefinition {
    ToolDefinition(
      name: "read",
      description:
        "Reads lines of one file the user shared; each is shown with its number. \(ToolSchema.untrusted)",
      inputSchema: ToolSchema.object(
        [
          ("path", ToolSchema.property("string", "The file, as list shows it.")),
          ("from", ToolSchema.property("integer", "The first line to show, from 1. Default 1.")),
          ("lines", ToolSchema.property("integer", "How many lines to show. Default 200.")),
        ], required: ["path"]))
  }

  /// Lines as `12: text`, then notes, then `lines 1-200 of 431`.
  ///
  /// - Throws: `AccessDenial`, an error that names a wrong argument, `CancellationError`.
  public func call(_ arguments: Arguments) async throws -> String {
    let workspace = workspace
    return try await workspace.thread.run { cancellation in
      try Self.read(arguments, in: workspace)
    }
  }

  private static func read(_ arguments: Arguments, in workspace: Workspace) throws -> String {
    let from = arguments.from ?? 1
    let wanted = arguments.lines ?? 200
    guard from >= 1 else {
      throw ToolArgumentError("\"from\" is \(from), but lines are counted from 1.")
    }
    guard wanted >= 1 else {
      throw ToolArgumentError("\"lines\" is \(wanted); ask for at least 1.")
    }
    let opened = try workspace.open(arguments.path, for: .read)
    let file = try workspace.text(of: opened)
    let total = file.lines.count
    guard total > 0 else { return "(the file is empty)\nlines 0-0 of 0" }
    guard from <= total else {
      throw ToolArgumentError(
        "'\(workspace.gate.name(of: opened.location))' has \(BoundedText.count(total, "line")), so there is no line \(from)."
      )
    }
    var result = BoundedText()
    var last = from - 1
    // Not from + wanted: a model may ask for as many lines as an integer holds.
    let end = wanted > total - from ? total : from + wanted - 1
    for number in from...end {
      guard result.add("\(number): \(BoundedText.cut(file.lines[number - 1]))") else { break }
      last = number
    }
    var notes: [String] = []
    if last < total { notes.append("to go on, read from line \(last + 1)") }
    notes += Self.notes(repairs: file.repairs, redactions: file.redactions)
    return result.finished(notes: notes, summary: "lines \(from)-\(last) of \(total)")
  }

  /// What was done to text before it was handed out.
  static func notes(repairs: Int, redactions: Int) -> [String] {
    var notes: [String] = []
    if repairs > 0 {
      notes.append("not all of the file is UTF-8: \(repairs) places show as \u{FFFD}")
    }
    if redactions > 0 {
      notes.append(
        "\(BoundedText.count(redactions, "secret")) in the file replaced by \(Redactor.mark)")
    }
    return notes
  }
}
