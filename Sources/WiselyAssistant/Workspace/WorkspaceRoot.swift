// SPDX-License-Identifier: Apache-2.0

import Glibc
import _WiselyCShims

/// A file or folder a person named, opened once when the workspace was made.
struct WorkspaceRoot: Sendable {
  /// The folder itself, or the folder a named file lies in.
  let handle: Descriptor
  /// The file's name in that folder; nil for a folder.
  let file: String?
  /// The last component of the name the person gave.
  let lastName: String
  private let device: UInt
  private let inode: UInt

  /// Opens what a person named; a link is resolved here, once, because the person named it.
  ///
  /// - Throws: `WorkspaceError` naming the path.
  init(path: String) throws(WorkspaceError) {
    guard !path.isEmpty else {
      throw WorkspaceError("An empty path was given for files; name a file or a folder.")
    }
    let shown = PathText.printable(path)
    guard !path.utf8.contains(0), let real = Self.resolve(path) else {
      throw WorkspaceError(Self.sentence(for: errno, shown))
    }
    let names = PathText.components(of: real)
    var status = stat()
    guard stat(real, &status) == 0 else { throw WorkspaceError(Self.sentence(for: errno, shown)) }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    guard isFolder || status.st_mode & S_IFMT == S_IFREG else {
      throw WorkspaceError(
        "'\(shown)' is neither a regular file nor a folder; name files and folders only.")
    }
    let folder = isFolder ? real : "/" + names.dropLast().joined(separator: "/")
    let opened = wisely_open_name(AT_FDCWD, folder, wisely_open_to_look | O_DIRECTORY)
    guard opened >= 0 else { throw WorkspaceError(Self.sentence(for: -opened, shown)) }
    handle = Descriptor(opened)
    file = isFolder ? nil : names.last
    let given = PathText.components(of: path).last
    let last = given == ".." ? nil : given
    lastName = PathText.printable(last ?? names.last ?? "root")
    device = UInt(status.st_dev)
    inode = UInt(status.st_ino)
    guard access(real, isFolder ? R_OK | X_OK : R_OK) == 0 else {
      throw WorkspaceError(Self.sentence(for: errno, shown))
    }
  }

  /// The names to open below the handle for a place in this root.
  func components(of location: PathGate.Location) -> [String] {
    (file.map { [$0] } ?? []) + location.components
  }

  /// Whether both are the same file or folder on disk.
  func isSame(as other: WorkspaceRoot) -> Bool {
    device == other.device && inode == other.inode
  }

  private static func resolve(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(validatingCString: real)
  }

  private static func sentence(for number: Int32, _ shown: String) -> String {
    switch number {
    case ENOENT, ENOTDIR: "There is no file or folder '\(shown)'; check the path."
    case EACCES, EPERM: "'\(shown)' may not be read by you; change its permissions or name another."
    case ELOOP: "'\(shown)' is a link that leads to itself; name the file it should lead to."
    default: "'\(shown)' cannot be opened (\(SystemError(number).words))."
    }
  }
}

/// Why a workspace cannot be made of what was named: one sentence with the path and the mend.
public struct WorkspaceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence.
  public var description: String

  /// An error.
  public init(_ description: String) { self.description = description }
}
