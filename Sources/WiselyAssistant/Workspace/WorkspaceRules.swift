// SPDX-License-Identifier: Apache-2.0

/// What may be read inside the folders a person named, and how much of it.
public struct WorkspaceRules: Hashable, Sendable {
  /// Whether names that begin with a dot are open to the model.
  public var allowsHidden = false
  /// Whether files that look like keys or passwords are open to the model.
  public var allowsSecrets = false
  /// Whether files with a second name, which may lie outside, are open to the model.
  public var allowsHardLinks = false
  /// Whether known shapes of keys and passwords are replaced before text is handed out.
  public var redactsSecrets = true
  /// The largest file that is read, in bytes.
  public var maximumFileSize = 10_000_000
  /// The most entries that are looked at in one listing.
  public var maximumEntries = 20_000
  /// The most bytes that are read to count lines in one listing.
  public var maximumCountedBytes = 64_000_000
  /// The deepest folder that is looked into.
  public var maximumDepth = 64

  /// The usual rules: nothing hidden, nothing secret, 10 MB a file, 20,000 entries a listing.
  public init() {}

  /// Why a name inside a named folder stays closed, or nil when it is open.
  ///
  /// Names are compared without case, since a file system may do the same.
  func objection(to name: String) -> AccessDenial.Reason? {
    if !allowsSecrets, SecretNames.match(name) { return .secret }
    if !allowsHidden, name.utf8.first == UInt8(ascii: ".") { return .hidden }
    return nil
  }
}

/// The names under which keys and passwords are usually kept.
enum SecretNames {
  private static let whole: Set<String> = [
    ".env", ".git-credentials", ".gnupg", ".htpasswd", ".netrc", ".npmrc", ".pgpass", ".pypirc",
    ".ssh", ".aws", ".azure", ".kube", "_netrc", "credentials", "credentials.json", "id_dsa",
    "id_ecdsa", "id_ed25519", "id_rsa", "secrets.json", "secrets.toml", "secrets.yaml",
    "secrets.yml", "wallet.dat",
  ]
  private static let endings = [
    ".env", ".jks", ".kdbx", ".key", ".keystore", ".ovpn", ".p12", ".pem", ".pfx", ".ppk",
    ".tfstate",
  ]
  private static let beginnings = [".env.", "client_secret", "service-account", "service_account"]

  static func match(_ name: String) -> Bool {
    let name = name.lowercased()
    return whole.contains(name) || endings.contains { name.hasSuffix($0) }
      || beginnings.contains { name.hasPrefix($0) }
  }
}
