// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely

/// What a question is made of: the words, the documents, the tools to read them.
struct AskInput {
  /// The question.
  let prompt: String
  /// Standing instructions, if there are any.
  let system: String?
  /// The named files.
  let documents: NamedDocuments

  /// Standard input as a file, while it is needed.
  private let spool: SpooledDocument?

  /// Reads standard input where it is asked for, and opens the files.
  ///
  /// - Throws: `CommandFailure` naming the file.
  init(_ command: AskCommand, world: World) async throws {
    prompt =
      command.prompt == "-" ? try Self.standardInput("the question", world) : command.prompt
    guard prompt.contains(where: { !$0.isWhitespace }) else {
      throw CommandFailure(
        Exit.usage,
        command.prompt == "-"
          ? "The question on standard input is empty."
          : "The question is empty; write it as the last argument.")
    }
    let spool =
      command.files.contains("-")
      ? try SpooledDocument(try Self.standardInput("the document", world), world: world) : nil
    self.spool = spool
    system = command.system
    do {
      documents = try await NamedDocuments(
        command.files.map { $0 == "-" ? spool?.path ?? $0 : world.expanding($0) })
    } catch let error as CancellationError {
      throw error
    } catch {
      throw CommandFailure(Exit.noInput, "\(error)")
    }
  }

  private static func standardInput(_ what: String, _ world: World) throws -> String {
    if isatty(STDIN_FILENO) == 1 {
      world.console.say("Type \(what), then Ctrl-D.")
    }
    do {
      let bytes = try Files.readStandardInput(until: world.signals.line)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw CommandFailure(
          Exit.noInput, "Standard input is not text in UTF-8; convert it, such as with iconv.")
      }
      return text
    } catch let error as Files.ReadError {
      throw CommandFailure(Exit.noInput, "Standard input cannot be read: \(error.reason).")
    }
  }
}
