// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The files below a place, in the order of their names.
struct Listing: Sendable {
  /// A file that may be read.
  struct Entry: Sendable {
    var name: String
    var location: PathGate.Location
    /// Bytes.
    var size: Int
  }

  var entries: [Entry] = []
  /// What is there and stays closed, in the order of names.
  var skipped: [AccessDenial] = []
  /// Whether there is more than was looked at.
  var isCut = false

  /// What was skipped, in one line; nil when nothing was.
  var skippedLine: String? {
    guard !skipped.isEmpty else { return nil }
    var line = "skipped: "
    line += skipped.prefix(20).map { "\($0.name) (\($0.reason.rawValue))" }.joined(separator: ", ")
    if skipped.count > 20 { line += " and \(skipped.count - 20) more" }
    return line
  }
}

/// A walk through a workspace's folders that looks at no more than the rules allow.
struct WorkspaceWalk {
  private let workspace: Workspace
  private let cancellation: FileThread.Cancellation
  private var listing = Listing()
  private var seen = 0

  init(_ workspace: Workspace, _ cancellation: FileThread.Cancellation) {
    self.workspace = workspace
    self.cancellation = cancellation
  }

  /// Every file at or below what a request names.
  static func listing(
    of request: String?, in workspace: Workspace, _ cancellation: FileThread.Cancellation
  ) throws -> Listing {
    var walk = WorkspaceWalk(workspace, cancellation)
    let opened = try workspace.open(request ?? ".", for: .list)
    if opened.location.root == nil {
      // A root that has gone since the start is reported; the others are still there.
      for index in workspace.gate.roots.indices {
        try walk.descend(PathGate.Location(root: index, components: []))
      }
    } else {
      try walk.visit(opened)
    }
    walk.listing.entries.sort { PathText.isOrdered($0.name, $1.name) }
    walk.listing.skipped.sort { PathText.isOrdered($0.name, $1.name) }
    return walk.listing
  }

  private mutating func descend(_ location: PathGate.Location) throws {
    do {
      try visit(workspace.open(location, for: .list))
    } catch let denial as AccessDenial {
      listing.skipped.append(denial)
    }
  }

  private mutating func visit(_ opened: Workspace.Opened) throws {
    try cancellation.check()
    guard opened.kind == .folder, let descriptor = opened.descriptor else {
      add(opened.location, size: opened.size)
      return
    }
    guard opened.location.components.count < workspace.rules.maximumDepth else {
      throw AccessDenial(workspace.gate.name(of: opened.location), .tooDeep)
    }
    for name in try names(in: descriptor, of: opened.location) {
      guard seen < workspace.rules.maximumEntries else {
        listing.isCut = true
        return
      }
      seen += 1
      try look(at: name, in: descriptor, below: opened.location)
    }
  }

  private mutating func look(
    at name: String, in folder: Descriptor, below parent: PathGate.Location
  ) throws {
    let location = PathGate.Location(root: parent.root, components: parent.components + [name])
    let shown = workspace.gate.name(of: location)
    guard PathText.isPlain(name) else {
      listing.skipped.append(AccessDenial(shown, .malformed))
      return
    }
    var status = stat()
    guard fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      // Gone since the folder was read: as if it had never been there.
      if errno != ENOENT { listing.skipped.append(AccessDenial(shown, .unreadable)) }
      return
    }
    do {
      try workspace.gate.admit(location)
      try workspace.gate.decide(
        location, for: .list,
        resolved: PathGate.Resolved(
          kind: .init(status), size: Int(status.st_size), links: Int(status.st_nlink)))
    } catch {
      listing.skipped.append(error)
      return
    }
    if PathGate.Resolved.Kind(status) == .folder {
      try descend(location)
    } else {
      add(location, size: Int(status.st_size))
    }
  }

  private mutating func add(_ location: PathGate.Location, size: Int) {
    listing.entries.append(
      Listing.Entry(name: workspace.gate.name(of: location), location: location, size: size))
  }

  /// The names in a folder by their bytes; those that are not UTF-8 are skipped and reported.
  private mutating func names(
    in folder: Descriptor, of location: PathGate.Location
  ) throws -> [String] {
    let name = workspace.gate.name(of: location)
    // closedir closes the descriptor it was given, and ours belongs to somebody else.
    let copy = dup(folder.number)
    guard copy >= 0, let stream = fdopendir(copy) else {
      let number = errno
      if copy >= 0 { close(copy) }
      throw AccessDenial(name, .unreadable, detail: SystemError(number).words)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { break }
      // Not through the tuple: records are shorter than the type says.
      let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
      guard let text = String(validatingCString: start) else {
        let shown = name == "." ? "" : name + "/"
        listing.skipped.append(AccessDenial(shown + String(cString: start), .malformed))
        continue
      }
      if text != ".", text != ".." { names.append(text) }
      // Ten times what will be looked at: enough to sort honestly, not enough to fill the memory.
      if names.count >= 10 * workspace.rules.maximumEntries {
        listing.isCut = true
        break
      }
    }
    return names.sorted(by: PathText.isOrdered)
  }
}
