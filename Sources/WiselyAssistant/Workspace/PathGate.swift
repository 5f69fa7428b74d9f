// SPDX-License-Identifier: Apache-2.0

/// The decisions about paths, as pure functions: they look at names and facts, never at a disk.
struct PathGate: Hashable, Sendable {
  /// What a person named, as far as deciding needs it.
  struct Root: Hashable, Sendable {
    /// The name it has in the workspace.
    var label: String
    /// Whether it is a folder.
    var isFolder: Bool
  }

  /// A place in the workspace.
  struct Location: Hashable, Sendable {
    /// The root's position; nil for the top of a workspace with several roots.
    var root: Int?
    /// The names below the root; empty for the root itself.
    var components: [String]
  }

  /// What a request is for.
  enum Purpose: Hashable, Sendable {
    /// The words of a file.
    case read
    /// The entries of a folder, or one file's own entry.
    case list
  }

  /// The facts about what was opened.
  struct Resolved: Hashable, Sendable {
    /// What kind of thing a name stands for.
    enum Kind: Hashable, Sendable {
      case file, folder, link, other
    }

    var kind: Kind
    var size: Int
    var links: Int
    /// The names below the root as the system spells them; nil when it cannot say.
    var components: [String]?
    /// Whether the system says that it lies below the root.
    var isBeneath = true
  }

  var roots: [Root]
  var rules: WorkspaceRules

  /// Whether names need no prefix: there is one root and it is a folder.
  private var isBare: Bool { roots.count == 1 && roots[0].isFolder }

  /// The name shown for a place.
  func name(of location: Location) -> String {
    guard let root = location.root else { return "." }
    if isBare {
      return location.components.isEmpty ? "." : location.components.joined(separator: "/")
    }
    return ([roots[root].label] + location.components).joined(separator: "/")
  }

  /// Where a request points, by its text alone.
  ///
  /// - Throws: `AccessDenial` for paths that are absolute, climb out, or are not names at all.
  func locate(_ request: String) throws(AccessDenial) -> Location {
    guard request.utf8.count <= 4_096 else { throw AccessDenial(request, .malformed) }
    guard request.utf8.first != UInt8(ascii: "/") else { throw AccessDenial(request, .absolute) }
    var names: [String] = []
    for name in PathText.components(of: request) {
      guard name != ".." else {
        guard names.popLast() != nil else { throw AccessDenial(request, .outside) }
        continue
      }
      guard PathText.isPlain(name) else { throw AccessDenial(request, .malformed) }
      names.append(name)
    }
    if isBare { return Location(root: 0, components: names) }
    guard let first = names.first else { return Location(root: nil, components: []) }
    guard let root = roots.firstIndex(where: { PathText.isSame($0.label, first) }) else {
      throw AccessDenial(request, .missing)
    }
    return Location(root: root, components: Array(names.dropFirst()))
  }

  /// A second reading of a request in a workspace of one folder: people say that folder's name, too.
  func alternative(to location: Location) -> Location? {
    guard isBare, let first = location.components.first, PathText.isSame(first, roots[0].label)
    else { return nil }
    return Location(root: 0, components: Array(location.components.dropFirst()))
  }

  /// Whether a place may be opened, before it is.
  func admit(_ location: Location) throws(AccessDenial) {
    guard let root = location.root else { return }
    guard roots[root].isFolder || location.components.isEmpty else {
      throw AccessDenial(name(of: location), .notFolder)
    }
    try object(to: location.components, at: location)
  }

  /// Whether what was opened may be handed out.
  func decide(
    _ location: Location, for purpose: Purpose, resolved: Resolved
  ) throws(AccessDenial) {
    let name = name(of: location)
    guard resolved.isBeneath else { throw AccessDenial(name, .changed) }
    let isNamed = location.root.map { !roots[$0].isFolder } ?? false
    // A file system may take two spellings for one name, so its own spelling is judged as well.
    if !isNamed, let spelled = resolved.components { try object(to: spelled, at: location) }
    switch resolved.kind {
    case .link: throw AccessDenial(name, .link)
    case .other: throw AccessDenial(name, .special)
    case .folder:
      guard purpose == .list else { throw AccessDenial(name, .folder) }
    case .file:
      guard isNamed || rules.allowsHardLinks || resolved.links <= 1 else {
        throw AccessDenial(name, .hardLink)
      }
      guard purpose == .list || resolved.size <= rules.maximumFileSize else {
        let detail = "\(resolved.size) bytes; the limit is \(rules.maximumFileSize)"
        throw AccessDenial(name, .tooLarge, detail: detail)
      }
    }
  }

  private func object(to names: [String], at location: Location) throws(AccessDenial) {
    for name in names {
      if let reason = rules.objection(to: name) {
        throw AccessDenial(self.name(of: location), reason)
      }
    }
  }

  /// The labels of roots by their last components: unique, in the order they were named.
  static func labels(for names: [String]) -> [String] {
    var taken: Set<[UInt8]> = []
    return names.map { name in
      var label = name
      var number = 2
      while !taken.insert(Array(label.utf8)).inserted {
        label = numbered(name, number)
        number += 1
      }
      return label
    }
  }

  private static func numbered(_ name: String, _ number: Int) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
      return "\(name)-\(number)"
    }
    return "\(name[..<dot])-\(number)\(name[dot...])"
  }
}
