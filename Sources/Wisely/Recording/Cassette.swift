// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Exchanges in the order in which they ended, one JSON line each after a line that names the format.
///
/// The same question recorded several times is answered in the order of recording, each exchange once.
public final class Cassette: Sendable {
  /// The first line of every cassette.
  public static let header = #"{"cassette":1}"#

  /// What a question was to cost; setups decide by it.
  private struct QuoteLine: Codable {
    var model: ModelID
    var key: String
    var quote: Quote
  }

  private struct State {
    var exchanges: [Exchange] = []
    var quotes: [String: Quote] = [:]
    var isUsed: [Bool] = []
  }

  private let state: Mutex<State>
  private let hider: SecretHider
  private let append: (@Sendable ([UInt8]) async throws -> Void)?

  /// A cassette to record on: each line, with its line feed, is handed to a closure.
  ///
  /// - Parameters:
  ///   - continues: Whether the lines are added to a cassette that has its first line.
  ///   - secrets: Texts of 8 bytes or more that must never be written, besides what looks like a key.
  ///   - append: Writes one line down; durable when it returns.
  /// - Throws: what the closure throws for the first line.
  public init(
    continues: Bool = false, hiding secrets: [String] = [],
    append: @escaping @Sendable ([UInt8]) async throws -> Void
  ) async throws {
    state = Mutex(State())
    hider = SecretHider(secrets)
    self.append = append
    if !continues { try await append(Array((Self.header + "\n").utf8)) }
  }

  /// A cassette to replay.
  ///
  /// - Throws: `ModelError` with code `recording` that names the line.
  public init(
    parsing bytes: [UInt8], name: String, hiding secrets: [String] = []
  ) throws(ModelError) {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // Without its line feed the last line may be cut.
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard let first = lines.first, first.elementsEqual(Self.header.utf8) else {
      throw ModelError(
        .recording,
        "\(name) is no cassette of this version: its first line must be \(Self.header).")
    }
    var exchanges: [Exchange] = []
    var quotes: [String: Quote] = [:]
    for (index, line) in lines.enumerated().dropFirst() {
      do {
        let json = try JSONValue(parsing: Array(line))
        if json["quote"] != nil {
          let line = try json.decoded(as: QuoteLine.self)
          quotes[line.key] = line.quote
        } else {
          exchanges.append(try json.decoded())
        }
      } catch {
        throw ModelError(.recording, "\(name), line \(index + 1) is no exchange: \(error).")
      }
    }
    state = Mutex(
      State(
        exchanges: exchanges, quotes: quotes,
        isUsed: Array(repeating: false, count: exchanges.count)))
    hider = SecretHider(secrets)
    append = nil
  }

  /// The exchanges on it.
  public var exchanges: [Exchange] { state.withLock { $0.exchanges } }

  /// How many exchanges nobody has asked for yet.
  public var unused: Int { state.withLock { state in state.isUsed.count { !$0 } } }

  // MARK: - For the models on it

  func key(of request: ModelRequest, for model: ModelID) throws -> String {
    try hider.hidden(request).digest(for: model)
  }

  func record(_ exchange: Exchange) async throws {
    let clean = try hider.hidden(exchange)
    try await write(clean) { state in
      state.exchanges.append(clean)
      state.isUsed.append(false)
    }
  }

  func record(_ quote: Quote, for key: String, of model: ModelID) async throws {
    guard self.quote(for: key) != quote else { return }
    try await write(QuoteLine(model: model, key: key, quote: quote)) { $0.quotes[key] = quote }
  }

  func quote(for key: String) -> Quote? { state.withLock { $0.quotes[key] } }

  private func write(_ line: some Encodable, _ note: (inout State) -> Void) async throws {
    state.withLock { note(&$0) }
    try await append?(try JSONValue(encoding: line).bytes + [UInt8(ascii: "\n")])
  }

  func next(_ key: String, of model: ModelID) throws(ModelError) -> Exchange {
    let found = state.withLock { state -> Exchange? in
      let index = state.exchanges.indices.first {
        !state.isUsed[$0] && state.exchanges[$0].key == key
      }
      guard let index else { return nil }
      state.isUsed[index] = true
      return state.exchanges[index]
    }
    if let found { return found }
    let ofModel = exchanges.filter { $0.model == model }
    let reason =
      switch ofModel.count {
      case 0: "it holds nothing of that model"
      case _ where ofModel.contains { $0.key == key }: "its answers to it have all been given"
      default: "it was recorded with another question, other documents or other settings"
      }
    throw ModelError(
      .recording, "The cassette has no answer of \(model) to this question: \(reason).")
  }
}
