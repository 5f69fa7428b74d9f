// SPDX-License-Identifier: Apache-2.0

/// Why something in a workspace is not handed out.
public struct AccessDenial: Error, Hashable, Sendable, CustomStringConvertible {
  /// The rule that said no; an open set.
  public struct Reason: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// A short name.
    public let rawValue: String
    /// A reason.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The spelling.
    public var description: String { rawValue }

    /// The path is absolute; names in a workspace are relative.
    public static let absolute = Reason(rawValue: "absolute")
    /// The path climbs out of what was named.
    public static let outside = Reason(rawValue: "outside")
    /// The path holds characters no name of a workspace has.
    public static let malformed = Reason(rawValue: "malformed")
    /// A name begins with a dot.
    public static let hidden = Reason(rawValue: "hidden")
    /// A name is one that keys and passwords are kept under.
    public static let secret = Reason(rawValue: "secret")
    /// A symbolic link is on the way.
    public static let link = Reason(rawValue: "symbolic link")
    /// The file has a second name that may lie outside.
    public static let hardLink = Reason(rawValue: "hard link")
    /// A pipe, a socket or a device.
    public static let special = Reason(rawValue: "not a regular file")
    /// A folder where a file is needed.
    public static let folder = Reason(rawValue: "folder")
    /// A file where a folder is needed.
    public static let notFolder = Reason(rawValue: "not a folder")
    /// Larger than the limit.
    public static let tooLarge = Reason(rawValue: "too large")
    /// Not text.
    public static let binary = Reason(rawValue: "binary")
    /// There is no such file.
    public static let missing = Reason(rawValue: "missing")
    /// The system does not let us read it.
    public static let unreadable = Reason(rawValue: "unreadable")
    /// What was opened is not what was checked.
    public static let changed = Reason(rawValue: "changed")
    /// The folder lies deeper than the limit.
    public static let tooDeep = Reason(rawValue: "too deep")
  }

  /// What was asked for, made safe to print.
  public var name: String
  /// The rule that said no.
  public var reason: Reason
  /// What there is to add, for some reasons.
  public var detail: String?

  /// A denial.
  public init(_ name: String, _ reason: Reason, detail: String? = nil) {
    self.name = PathText.printable(name)
    self.reason = reason
    self.detail = detail
  }

  /// One sentence with the mend.
  public var description: String {
    switch reason {
    case .absolute:
      "'\(name)' is an absolute path; use a name that list shows."
    case .outside:
      "'\(name)' leads outside of the files the user named; use a name that list shows."
    case .malformed:
      "'\(name)' is not a name of a file here; use a name that list shows."
    case .hidden:
      "'\(name)' is hidden and stays closed; only the user can open it, by naming that file."
    case .secret:
      "'\(name)' looks like a file of keys or passwords and stays closed; only the user can open it, by naming that file."
    case .link:
      "'\(name)' is or leads through a symbolic link, and links are not followed; read the file by its own name."
    case .hardLink:
      "'\(name)' is a hard link that may belong to a file outside, so it stays closed; only the user can open it, by naming that file."
    case .special:
      "'\(name)' is neither a regular file nor a folder, so it cannot be read."
    case .folder:
      "'\(name)' is a folder; list it, or read a file in it."
    case .notFolder:
      "'\(name)' leads through a file as if it were a folder; use a name that list shows."
    case .tooLarge:
      "'\(name)' is too large to read\(detail.map { " (\($0))" } ?? ""); the user can split it."
    case .binary:
      "'\(name)' \(detail ?? "is a binary file and cannot be read as text")."
    case .missing:
      "There is no '\(name)' here; call list to see the names."
    case .changed:
      "'\(name)' was exchanged while it was being opened, so it was not read; try again."
    case .tooDeep:
      "'\(name)' lies too deep in its folder to be listed; name it in the path."
    default:
      "'\(name)' cannot be read\(detail.map { " (\($0))" } ?? "")."
    }
  }
}
