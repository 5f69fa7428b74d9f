// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely

/// Reads a file of queries, whoever's format it is in.
///
/// The syntax is told by the name's ending or the first character, the dialect by the fields:
///
/// | dialect | told by | question | what is expected |
/// |---|---|---|---|
/// | `plain` | otherwise | `query`, `input`, `prompt` or `question` | `expected`, `ideal`, `target`, `answer`, `expected_output`, `ground_truth` or `gold` |
/// | `promptfoo` | `vars`, `tests`, a column `__expected` | `prompts` with `{{variables}}` | `assert`, `__expected` |
/// | `openai` | `input` and `ideal` | `input`, a text or messages | `ideal`, a text or a list of which any will do |
/// | `inspect` | `input` and `target` or `choices` | the same, and `choices` | `target` |
///
/// A bare `expected` is compared as a number if it reads as one, and else as a text with what
/// follows the answer's last `Answer:` or `####`, or with the whole answer; see
/// `Assertion.Kind.answer`.
public enum QueryFile {
  /// Reads a text file that a query file names, such as promptfoo's `file://tests.csv`.
  public typealias Companions = (_ path: String) throws -> [UInt8]

  /// Reads a file and those it refers to, which have to be in its folder or below.
  ///
  /// Documents of queries may be anywhere; those that are not there are problems.
  ///
  /// - Throws: `EvalError` when nothing can be made of the file.
  public static func read(
    path: String, format: QueryFormat = QueryFormat()
  ) throws(EvalError) -> QuerySet {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let bytes = try ReadableFile.read(path)
    var set = try read(bytes, name: path, format: format) { try ReadableFile.read(folder + $0) }
    var seen: Set<String> = []
    for query in set.queries {
      for file in query.files where seen.insert(file).inserted {
        let place = file.hasPrefix("/") ? file : folder + file
        guard access(place, R_OK) != 0 else { continue }
        set.problems.append(
          QuerySet.Problem(line: query.line, "The document '\(file)' cannot be read."))
      }
    }
    return set
  }

  /// Reads a file's bytes.
  ///
  /// - Throws: `EvalError` when nothing can be made of them; everything else is in the set's problems.
  public static func read(
    _ bytes: [UInt8], name: String, format: QueryFormat = QueryFormat(),
    companions: Companions? = nil
  ) throws(EvalError) -> QuerySet {
    var bytes = bytes
    try checkEncoding(bytes, name)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard bytes.contains(where: { $0 > 0x20 }) else {
      throw EvalError(.input, "\(name) is empty; put one query on each line.")
    }
    let syntax = format.syntax ?? SourceText.syntax(of: bytes, name: name)
    var source = try SourceText(bytes, syntax, name: name)
    let dialect = format.dialect ?? source.dialect
    try checkKind(source, dialect, name)
    var library = CompanionFiles(companions)
    var collector = QueryCollector()
    switch dialect {
    case .promptfoo:
      var reader = PromptfooReader(notes: source.notes, library: library)
      reader.read(source)
      (source.notes, library) = (reader.notes, reader.library)
      collector.add(reader.queries)
    case .plain, .openai, .inspect:
      var reader = RecordReader(dialect: dialect, isTable: syntax == .csv, notes: source.notes)
      for record in source.records { reader.read(record) }
      source.notes = reader.notes
      collector.add(reader.queries)
    }
    let set = collector.finish(
      format: QueryFormat(dialect, syntax).description, notes: source.notes,
      hash: library.hash(after: bytes))
    guard !set.queries.isEmpty || !set.problems.isEmpty else {
      throw EvalError(.input, "\(name) has no query in it.")
    }
    return set
  }

  private static func checkEncoding(_ bytes: [UInt8], _ name: String) throws(EvalError) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw EvalError(.input, "\(name) is written in UTF-16; save it as UTF-8.")
    }
    if let packing = Packing.name(of: bytes) {
      throw EvalError(.input, "\(name) is packed (\(packing)); unpack it first.")
    }
    guard String(validating: bytes, as: UTF8.self) == nil else { return }
    let valid = String(decoding: bytes, as: UTF8.self).utf8
    let offset = zip(valid, bytes).prefix { $0 == $1 }.count
    let line = bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1
    throw EvalError(.input, "\(name), line \(line): the text is not UTF-8; save it as UTF-8.")
  }

  /// Results that were taken for queries would come out as queries without questions.
  private static func checkKind(
    _ source: SourceText, _ dialect: QueryFormat.Dialect, _ name: String
  ) throws(EvalError) {
    guard dialect == .plain, let first = source.records.first,
      first["score"] != nil, first["setup"] != nil || first["model"] != nil,
      FieldNames.question.allSatisfy({ first[$0] == nil })
    else { return }
    throw EvalError(
      .input, "\(name) has recorded results, not queries; use 'wisely eval compare' on it.")
  }
}

/// Tells files that are packed, which somebody may have named by mistake.
enum Packing {
  private static let beginnings: [(bytes: [UInt8], name: String)] = [
    ([0x1F, 0x8B], "gzip"), (Array("PK\u{3}\u{4}".utf8), "zip, or a spreadsheet"),
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), (Array("BZh".utf8), "bzip2"),
    ([0xFD] + Array("7zXZ".utf8), "xz"),
  ]

  /// What packed some bytes; nil for plain ones.
  static func name(of bytes: [UInt8]) -> String? {
    beginnings.first { bytes.starts(with: $0.bytes) }?.name
  }
}

/// Files of a size that somebody wrote, read whole.
enum ReadableFile {
  static let limit = 256_000_000

  static func read(_ path: String) throws(EvalError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(path)
      }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw EvalError(.input, "\(path) is larger than \(limit / 1_000_000) MB.")
      }
    }
  }

  private static func failure(_ path: String) -> EvalError {
    let reason = String(cString: strerror(errno)).lowercased()
    return EvalError(.input, "\(path) cannot be read: \(reason).")
  }
}
