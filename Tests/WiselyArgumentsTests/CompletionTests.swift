// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import WiselyArguments

struct CompletionCase: CustomTestStringConvertible, Sendable {
  /// The words as bash splits them, the last one under the cursor.
  var words: [String]
  var line: String
  var expected: [String]

  init(_ line: String, _ words: [String], _ expected: [String]) {
    self.line = line
    self.words = words
    self.expected = expected
  }

  var testDescription: String { line }

  static let all: [CompletionCase] = [
    .init("lamp ", ["lamp", ""], ["a", "ask", "copy", "help", "shift", "store"]),
    .init("lamp s", ["lamp", "s"], ["shift", "store"]),
    .init(
      "lamp -", ["lamp", "-"], ["--config", "--help", "--verbose", "--version", "-c", "-h", "-v"]),
    .init("lamp --config x s", ["lamp", "--config", "x", "s"], ["shift", "store"]),
    .init("lamp --config store ask --q", ["lamp", "--config", "store", "ask", "--q"], ["--quiet"]),
    .init("lamp store ", ["lamp", "store", ""], ["check", "path"]),
    .init("lamp help s", ["lamp", "help", "s"], ["shift", "store"]),
    .init("lamp ask --se", ["lamp", "ask", "--se"], ["--setup"]),
    .init("lamp a --no", ["lamp", "a", "--no"], ["--no-color", "--no-pager"]),
    .init(
      "lamp ask --setup ", ["lamp", "ask", "--setup", ""],
      ["small", "small+large", "small@low", "small^large"]),
    .init("lamp ask -s small+", ["lamp", "ask", "-s", "small+"], ["small+large"]),
    .init("lamp ask --effort=", ["lamp", "ask", "--effort", "="], ["high", "low", "medium"]),
    .init("lamp ask --effort=m", ["lamp", "ask", "--effort", "=", "m"], ["medium"]),
    .init("lamp ask --setup small@l", ["lamp", "ask", "--setup", "small", "@", "l"], ["low"]),
    .init("lamp ask --debug", ["lamp", "ask", "--debug"], []),
    .init("lamp ask --files ha", ["lamp", "ask", "--files", "ha"], ["hall.txt", "harbour"]),
    .init("lamp ask --files=ho", ["lamp", "ask", "--files", "=", "ho"], ["house.txt"]),
    .init(
      "lamp ask --files hall.txt --qu", ["lamp", "ask", "--files", "hall.txt", "--qu"], ["--quiet"]),
    .init("lamp store check ha", ["lamp", "store", "check", "ha"], ["harbour"]),
    .init("lamp store check x ", ["lamp", "store", "check", "x", ""], ["high", "low", "medium"]),
    .init("lamp store check x low ", ["lamp", "store", "check", "x", "low", ""], []),
    .init("lamp copy a ho", ["lamp", "copy", "a", "ho"], ["house.txt"]),
    .init("lamp ask -- -", ["lamp", "ask", "--", "-"], []),
  ]
}

@Suite struct CompletionTests {
  @Test("Scripts are as recorded", arguments: CompletionShell.allCases)
  func recorded(shell: CompletionShell) throws {
    try Golden.expect(Lamp.completionScript(for: shell), equals: "completion.\(shell)")
  }

  @Test("Every shell finds its script well formed", arguments: CompletionShell.allCases)
  func syntax(shell: CompletionShell) async throws {
    let flag = shell == .fish ? "--no-execute" : "-n"
    let run = try await ShellRun.run(
      shell.rawValue, [flag], script: Lamp.completionScript(for: shell))
    #expect(run.status == 0)
    #expect(run.errors == "")
  }

  @Test("Bash registers the function for the program")
  func registered() async throws {
    let run = try await ShellRun.run(
      "bash", ["--norc"], script: Lamp.completionScript(for: .bash) + "\ncomplete -p lamp\n")
    #expect(run.output == "complete -F _lamp lamp\n")
    #expect(run.errors == "")
  }

  @Test("Bash completes what is typed", arguments: CompletionCase.all)
  func bash(test: CompletionCase) async throws {
    let words = test.words.map { "'\($0)'" }.joined(separator: " ")
    let driver = """

      COMP_WORDBREAKS=$' \\t\\n"\\'@><=;|&(:'
      COMP_LINE='\(test.line)'
      COMP_POINT=${#COMP_LINE}
      COMP_WORDS=(\(words))
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _lamp lamp "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}" | LC_ALL=C sort
      """
    let run = try await ShellRun.run(
      "bash", ["--norc"], script: Lamp.completionScript(for: .bash) + driver)
    #expect(run.errors == "")
    #expect(run.output.split(separator: "\n").map(String.init) == test.expected)
  }

  @Test("Without wordbreak characters, bash gets whole words")
  func bashWithoutBreaks() async throws {
    let driver = """

      COMP_WORDBREAKS=' '
      COMP_LINE='lamp ask --effort=m'
      COMP_POINT=${#COMP_LINE}
      COMP_WORDS=(lamp ask --effort=m)
      COMP_CWORD=2
      _lamp
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let run = try await ShellRun.run(
      "bash", ["--norc"], script: Lamp.completionScript(for: .bash) + driver)
    #expect(run.output == "--effort=medium\n")
  }

  @Test("Zsh completes what is typed", .timeLimit(.minutes(5)))
  func zsh() async throws {
    let expected = [
      ("lamp sto", "lamp store "), ("lamp store c", "lamp store check "),
      ("lamp ask --eff", "lamp ask --effort="),
      ("lamp ask --effort=m", "lamp ask --effort=medium "),
      ("lamp ask --effort me", "lamp ask --effort medium "),
      ("lamp a --no-c", "lamp a --no-color "),
      ("lamp ask --files hou", "lamp ask --files house.txt "), ("lamp ask qu", "lamp ask qu"),
      ("lamp ask --setup small+", "lamp ask --setup small+large "),
      ("lamp shift --li", "lamp shift --lit="),
      ("lamp store check har", "lamp store check harbour/"), ("lamp help sto", "lamp help store "),
      ("lamp --config x sto", "lamp --config x store "), ("lamp copy hal", "lamp copy hall.txt "),
    ]
    // A terminal inside the shell: type each line, complete it, have the buffer printed. The reads
    // wait for what is printed, so nothing depends on time.
    let terminal =
      #"""
      TERM=dumb PS1= PS2=
      unsetopt beep prompt_sp prompt_cr
      autoload -Uz compinit
      compinit -u -D

      """# + Lamp.completionScript(for: .zsh) + #"""

        show() { zle complete-word; print -r -- "BUF""FER<$BUFFER>"; BUFFER= }
        zle -N show
        bindkey '^I' show
        print REA""DY
        """#
    let lines = expected.map { "'\($0.0)'" }.joined(separator: " ")
    let driver =
      #"""
      zmodload zsh/zpty
      zpty z zsh -f -i
      zpty -w z 'source ./completion'
      zpty -r z out '*READY*'
      for line in "$lines[@]"; do
        zpty -w -n z "$line"$'\t'
        zpty -r z out '*BUFFER<*>*'
        out=${out##*BUFFER<}
        print -r -- "${out%%>*}"
      done
      zpty -d z
      """#
    let run = try await ShellRun.run(
      "zsh", ["-f"], script: "lines=(\(lines))\n" + driver, beside: terminal)
    #expect(run.output.split(separator: "\n").map(String.init) == expected.map(\.1))
  }

  @Test(
    "Fish completes what is typed",
    arguments: [
      ("lamp s", ["shift", "store"]), ("lamp store ", ["check", "path"]),
      ("lamp ask --eff", ["--effort"]), ("lamp ask --effort ", ["high", "low", "medium"]),
      ("lamp --config store ask --qu", ["--quiet"]), ("lamp a --no-c", ["--no-color"]),
      ("lamp help st", ["store"]), ("lamp ask --files ho", ["house.txt"]),
      ("lamp ask --setup small+", ["small+large"]), ("lamp store check ha", ["harbour/"]),
    ])
  func fish(line: String, expected: [String]) async throws {
    let driver = "\ncomplete -C '\(line)'\n"
    let run = try await ShellRun.run(
      "fish", ["--no-config"], script: Lamp.completionScript(for: .fish) + driver)
    let words = run.output.split(separator: "\n")
      .compactMap { $0.split(separator: "\t").first.map(String.init) }
    let missing = expected.filter { !words.contains($0) }
    #expect(missing == [], "fish offered \(words)")
    #expect(run.errors == "")
  }
}
