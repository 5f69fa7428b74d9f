// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely
import _WiselyCShims

/// The process a command runs in: what it may know and where it may write.
struct World: Sendable {
  /// The environment, read once.
  let environment: [String: String]
  /// The terminal, or what stands for it.
  let console: Console
  /// Ctrl-C.
  let signals: SignalWatch
  /// Time and names.
  let surroundings: Surroundings

  /// The world of the command that is running.
  @TaskLocal static var current: World?

  /// The world of this process.
  static let process: World = {
    // Before anything is opened: a file must not get the number of a closed standard output.
    wisely_occupy_standard_descriptors()
    let environment = readEnvironment()
    let line = StopLine()
    return World(
      environment: environment, console: Console(environment: environment, stop: line),
      signals: SignalWatch(line: line), surroundings: .system)
  }()

  /// The world of the running command, or the process's.
  static var here: World { current ?? process }

  /// The value of a variable; an empty one counts as unset.
  func variable(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The home folder: the environment's, else the one in the list of users.
  var home: String {
    if let home = variable("HOME") { return home }
    guard let user = getpwuid(getuid()), let folder = user.pointee.pw_dir else { return "" }
    return String(cString: folder)
  }

  /// A folder of the XDG rules, which say that a relative path counts as none.
  func folder(_ name: String, orBelowHome usual: String) -> String {
    if let folder = variable(name), folder.hasPrefix("/") { return folder }
    return home + "/" + usual
  }

  /// A path with `~` at its beginning replaced.
  func expanding(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/") else { return path }
    return home + path.dropFirst()
  }

  private static func readEnvironment() -> [String: String] {
    var result: [String: String] = [:]
    var cursor = environ
    while let entry = cursor.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        result[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      cursor += 1
    }
    return result
  }
}
