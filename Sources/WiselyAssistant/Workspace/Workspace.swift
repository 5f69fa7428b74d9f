// SPDX-License-Identifier: Apache-2.0

import Glibc
public import Wisely

/// Exactly the files and folders a person named, open for reading and nothing else.
///
/// Every name a model gives goes through one gate: it is read as text first, then opened relative to a
/// folder that was opened when the workspace was made, with no link followed anywhere on the way, and
/// what was opened is checked again. Files are read on a thread of the workspace's own.
///
/// ```swift
/// let workspace = try Workspace(paths: ["docs", "notes/todo.md"])
/// let tools: [any Tool] = workspace.tools
/// ```
public final class Workspace: Sendable {
  /// What may be read.
  public let rules: WorkspaceRules
  let gate: PathGate
  let thread: FileThread
  private let roots: [WorkspaceRoot]
  private let opener: BeneathOpener

  /// A workspace of these files and folders; the same one named twice counts once.
  ///
  /// - Throws: `WorkspaceError` naming the path that does not exist or cannot be read.
  public convenience init(paths: [String], rules: WorkspaceRules = WorkspaceRules()) throws {
    try self.init(paths: paths, rules: rules, opener: .best)
  }

  init(paths: [String], rules: WorkspaceRules, opener: BeneathOpener) throws(WorkspaceError) {
    var roots: [WorkspaceRoot] = []
    for path in paths {
      let root = try WorkspaceRoot(path: path)
      if !roots.contains(where: { $0.isSame(as: root) }) { roots.append(root) }
    }
    let labels = PathGate.labels(for: roots.map(\.lastName))
    gate = PathGate(
      roots: zip(roots, labels).map { .init(label: $1, isFolder: $0.file == nil) }, rules: rules)
    self.roots = roots
    self.rules = rules
    self.opener = opener
    thread = try FileThread()
  }

  /// The names of what was named, as the model sees them; folders end with a slash.
  public var rootNames: [String] {
    gate.roots.map { $0.isFolder ? $0.label + "/" : $0.label }
  }

  /// Opens every file that was named by itself as the tools will.
  ///
  /// What no model can read is better known before anything is paid.
  ///
  /// - Throws: `AccessDenial` for a file that is too large or not text.
  public func checkNamedFiles() async throws {
    try await thread.run { [self] cancellation in
      for (index, root) in gate.roots.enumerated() where !root.isFolder {
        try cancellation.check()
        _ = try text(of: open(PathGate.Location(root: index, components: []), for: .read))
      }
    }
  }

  /// The tools that read it: `list`, `search` and `read`.
  public var tools: [any Tool] {
    [ListTool(workspace: self), SearchTool(workspace: self), ReadTool(workspace: self)]
  }
}

// MARK: - Opening (on the file thread)

extension Workspace {
  /// Something that passed the gate.
  struct Opened {
    var location: PathGate.Location
    var kind: PathGate.Resolved.Kind
    var size: Int
    /// Nil for the top of a workspace with several roots.
    var descriptor: Descriptor?
  }

  /// Opens what a model named, or says why not.
  func open(_ request: String, for purpose: PathGate.Purpose) throws -> Opened {
    let location = try gate.locate(request)
    do {
      return try open(location, for: purpose)
    } catch let denial as AccessDenial where denial.reason == .missing {
      guard let other = gate.alternative(to: location) else { throw denial }
      return try open(other, for: purpose)
    }
  }

  /// Opens a place, or says why not.
  func open(_ location: PathGate.Location, for purpose: PathGate.Purpose) throws -> Opened {
    try gate.admit(location)
    guard let index = location.root else {
      guard purpose == .list else { throw AccessDenial(".", .folder) }
      return Opened(location: location, kind: .folder, size: 0)
    }
    let root = roots[index]
    let names = root.components(of: location)
    do {
      let seen = try opener.look(names, below: root.handle)
      let before = try seen.status()
      try gate.decide(location, for: purpose, resolved: resolved(seen, before, in: root))
      let opened = try opener.read(names, below: root.handle)
      let after = try opened.status()
      guard before.st_dev == after.st_dev, before.st_ino == after.st_ino else {
        throw AccessDenial(gate.name(of: location), .changed)
      }
      let facts = resolved(opened, after, in: root)
      try gate.decide(location, for: purpose, resolved: facts)
      return Opened(location: location, kind: facts.kind, size: facts.size, descriptor: opened)
    } catch let error as SystemError {
      throw Self.denial(gate.name(of: location), error)
    }
  }

  /// The bytes of an opened file.
  func bytes(of opened: Opened) throws -> [UInt8] {
    let name = gate.name(of: opened.location)
    guard let descriptor = opened.descriptor else { throw AccessDenial(name, .folder) }
    // One more than allowed: the file may have grown since it was opened.
    let limit = rules.maximumFileSize + 1
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(opened.size + 1, limit))
    while bytes.count < limit {
      let wanted = min(limit - bytes.count, max(65_536, opened.size + 1 - bytes.count))
      var failure: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        let got = Glibc.read(descriptor.number, buffer.baseAddress, wanted)
        if got < 0 { failure = errno }
        count = max(0, got)
      }
      guard failure == 0 || failure == EINTR else {
        throw Self.denial(name, SystemError(failure))
      }
      if chunk.isEmpty, failure == 0 { return bytes }
      bytes += chunk
    }
    let detail = "more than \(rules.maximumFileSize) bytes"
    throw AccessDenial(name, .tooLarge, detail: detail)
  }

  /// The text of an opened file.
  func text(of opened: Opened) throws -> TextFile {
    try TextFile(
      bytes(of: opened), name: gate.name(of: opened.location), redacting: rules.redactsSecrets)
  }

  private func resolved(
    _ descriptor: Descriptor, _ status: stat, in root: WorkspaceRoot
  ) -> PathGate.Resolved {
    var resolved = PathGate.Resolved(
      kind: .init(status), size: Int(status.st_size), links: Int(status.st_nlink), components: nil)
    if let path = descriptor.systemPath(), let base = root.handle.systemPath() {
      let names = PathText.components(of: path)
      let above = PathText.components(of: base)
      // By component: "docs-evil" is not below "docs" (CVE-2025-53110).
      resolved.isBeneath =
        names.count >= above.count && zip(names, above).allSatisfy { PathText.isSame($0, $1) }
      resolved.components = Array(names.dropFirst(above.count))
    }
    return resolved
  }

  private static func denial(_ name: String, _ error: SystemError) -> AccessDenial {
    switch error.number {
    case ENOENT: AccessDenial(name, .missing)
    case ELOOP: AccessDenial(name, .link)
    case ENOTDIR: AccessDenial(name, .notFolder)
    case EXDEV: AccessDenial(name, .outside)
    case EAGAIN: AccessDenial(name, .changed)
    case ENXIO, ENODEV: AccessDenial(name, .special)
    default: AccessDenial(name, .unreadable, detail: error.words)
    }
  }
}

extension PathGate.Resolved.Kind {
  /// The kind of thing a status describes.
  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    case S_IFLNK: self = .link
    default: self = .other
    }
  }
}
