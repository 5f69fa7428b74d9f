// SPDX-License-Identifier: Apache-2.0

public import Wisely
public import WiselyProviders

/// What a run needs to have attempts answered by batches.
public struct BatchSupport: Sendable {
  /// The provider's batches.
  public var batches: AnthropicBatches
  /// Where the calls in them are booked.
  public var ledger: any Ledger
  /// The prices.
  public var catalogue: PriceCatalogue
  /// The one request that an attempt is.
  public var item: @Sendable (Attempt) async throws -> AnthropicBatches.Item
  /// The first pause between two looks at a batch; it doubles up to the longest.
  public var firstPause = Duration.seconds(1)
  /// The longest such pause.
  public var longestPause = Duration.seconds(60)

  /// Support by a provider's batches.
  public init(
    _ batches: AnthropicBatches, ledger: any Ledger, catalogue: PriceCatalogue = .builtIn,
    item: @escaping @Sendable (Attempt) async throws -> AnthropicBatches.Item
  ) {
    self.batches = batches
    self.ledger = ledger
    self.catalogue = catalogue
    self.item = item
  }
}

/// Sends what one call can answer in batches, waits for them and writes the answers down.
struct BatchWork {
  private let run: EvalRun
  private let journal: RunJournal
  private let support: BatchSupport
  private let book: BatchBook
  private let places: [String: AttemptPlace]
  private var tries: [String: Int] = [:]
  private var open: [BatchBook.Entry] = []
  private let began: Timestamp

  init(_ run: EvalRun, journal: RunJournal, support: BatchSupport) throws {
    self.run = run
    self.journal = journal
    self.support = support
    began = run.surroundings.now()
    let plan = run.folder.plan
    var places: [String: AttemptPlace] = [:]
    for position in journal.order.queries.indices {
      for place in journal.order.attempts(ofQueryAt: position) where plan.isBatched(place) {
        places[plan.attemptID(place)] = place
      }
    }
    self.places = places
    let part = run.shard.map { "-" + $0.fileName } ?? ""
    book = try BatchBook(path: "\(run.folder.path)/batches\(part).jsonl")
    open = book.entries.filter { !$0.isClosed }
    for entry in open { hold(entry) }
  }

  /// Works until every batched attempt has an end, or nothing more can be sent.
  mutating func perform() async throws -> RunEnding {
    do {
      let ending = try await work()
      await book.close()
      return ending
    } catch is CancellationError {
      await book.close()
      return .cancelled
    } catch let error as ModelError {
      await book.close()
      return .hopeless(error.message)
    } catch {
      await book.close()
      throw error
    }
  }

  private mutating func work() async throws -> RunEnding {
    try await adopt()
    while true {
      let refusal = try await send()
      guard !open.isEmpty else {
        if let refusal { return refusal }
        let left = places.values.count { !journal.isDone($0) && !journal.isUngraded($0) }
        return left == 0 ? .complete : .unscored(left)
      }
      try await collect()
      if case .hopeless? = refusal { return refusal ?? .complete }
    }
  }

  /// Reserves what an earlier process has sent: it is spent, whatever the cap says now.
  private func hold(_ entry: BatchBook.Entry) {
    let amount = min(entry.held, run.budget?.remaining ?? .zero)
    try? run.budget?.hold(entry.name, worstCase: .priced(amount))
  }

  // MARK: - Batches that were sent and never heard of

  /// Looks for batches whose making was not answered before the process ended.
  private mutating func adopt() async throws {
    guard open.contains(where: { $0.batch == nil }) else { return }
    var strangers = try await support.batches.newest().filter { batch in
      !book.entries.contains { $0.batch == batch.id }
    }
    for index in open.indices where open[index].batch == nil {
      let entry = open[index]
      // The provider's clock may be a little behind ours.
      let earliest = entry.started.microseconds - 120_000_000
      for candidate in strangers
      where candidate.requests == entry.attempts.count
        && candidate.created.map({ $0.microseconds >= earliest }) ?? true
      {
        guard try await isOurs(candidate, entry) else { continue }
        open[index].batch = candidate.id
        strangers.removeAll { $0.id == candidate.id }
        try await book.created(entry, candidate.id)
        break
      }
      guard open[index].batch == nil else { continue }
      try await book.closed(entry)
      run.budget?.release(entry.name)
      open[index].isClosed = true
    }
    open.removeAll(where: \.isClosed)
  }

  /// Whether a batch has an attempt of ours in it, which shows once it has ended.
  private func isOurs(
    _ candidate: AnthropicBatches.Batch, _ entry: BatchBook.Entry
  ) async throws -> Bool {
    _ = try await ended(candidate.id)
    struct Seen: Error { var name: String }
    do {
      try await support.batches.results(of: candidate.id) { name, _ in throw Seen(name: name) }
    } catch let seen as Seen {
      return entry.attempts.contains(seen.name)
    }
    return false
  }

  // MARK: - Sending

  /// Sends everything that is neither done nor under way, as far as the budget goes.
  private mutating func send() async throws -> RunEnding? {
    let underWay = Set(open.flatMap(\.attempts))
    var pending: [AnthropicBatches.Item] = []
    var bytes = 0
    var held = Money.zero
    var refusal: RunEnding?
    for position in journal.order.queries.indices where refusal == nil {
      for place in journal.order.attempts(ofQueryAt: position) {
        let (attempt, ungraded) = journal.attempt(place)
        guard places[attempt.id] != nil, ungraded == nil, !journal.isDone(place),
          !underWay.contains(attempt.id), tries[attempt.id, default: 0] < run.patience.tries
        else { continue }
        let item = try await support.item(attempt)
        let worst = worstCase(of: item)
        if let budget = run.budget {
          guard let worst = worst.amount else {
            refusal = .hopeless(
              "\(item.model) has no known price, so it cannot be used under a budget.")
            break
          }
          guard held + worst <= budget.remaining else {
            refusal = .budget(
              "The next request of a batch may cost \(worst.display), and \(max(.zero, budget.remaining - held).display) of the \(budget.cap.display) budget is left."
            )
            break
          }
        }
        held += worst.amount ?? .zero
        bytes += try support.batches.body(of: item).bytes.count + 128
        pending.append(item)
        tries[attempt.id, default: 0] += 1
        if pending.count == AnthropicBatches.mostItems || bytes >= AnthropicBatches.largestBody {
          try await create(pending, held: held)
          (pending, bytes, held) = ([], 0, .zero)
        }
      }
    }
    if !pending.isEmpty { try await create(pending, held: held) }
    return refusal
  }

  private func worstCase(of item: AnthropicBatches.Item) -> Cost {
    support.catalogue.worstCase(
      item.model, prompt: TokenCount.upperBound(of: item.request).tokens,
      output: item.request.options.maximumTokens, service: Service(isBatch: true), writing: [],
      at: run.surroundings.now())
  }

  private mutating func create(_ items: [AnthropicBatches.Item], held: Money) async throws {
    var entry = BatchBook.Entry(
      name: run.surroundings.makeID("batch"), attempts: items.map(\.name), held: held,
      started: run.surroundings.now())
    try run.budget?.hold(entry.name, worstCase: .priced(held))
    try await book.intend(entry)
    do {
      let batch = try await support.batches.create(items)
      entry.batch = batch.id
      try await book.created(entry, batch.id)
      open.append(entry)
    } catch let error as ModelError where error.isUnsent || error.status != nil {
      // The provider said no, so there is no batch.
      try await book.closed(entry)
      run.budget?.release(entry.name)
      throw error
    }
  }

  // MARK: - Collecting

  /// Waits for the oldest batch and takes its answers in.
  private mutating func collect() async throws {
    let entry = open[0]
    guard let id = entry.batch else { return }
    let batch = try await ended(id)
    let collector = BatchCollector(
      run: run, journal: journal, support: support, places: places, batch: batch)
    try await collector.collect()
    try await book.closed(entry)
    run.budget?.settle(entry.name, at: .priced(await collector.spent))
    for name in await collector.lost { tries[name] = run.patience.tries }
    open.removeFirst()
    report()
  }

  private func ended(_ id: String) async throws -> AnthropicBatches.Batch {
    var pause = support.firstPause
    while true {
      do {
        let batch = try await support.batches.batch(id)
        if batch.hasEnded { return batch }
      } catch let error as ModelError {
        // Looking again costs nothing, and the batch goes on without us.
        guard [.rateLimited, .overloaded, .upstream, .connection, .timedOut].contains(error.code)
        else { throw error }
      }
      report()
      try await run.surroundings.sleep(pause)
      pause = min(pause * 2, support.longestPause)
    }
  }

  private func report() {
    run.watch(
      RunProgress(
        totals: journal.totals, running: 0, width: run.limit.allowed, pause: nil,
        elapsed: run.surroundings.now() - began, spentNow: .zero,
        remaining: run.budget?.remaining,
        inBatches: open.reduce(0) { $0 + $1.attempts.count }))
  }
}

extension RunPlan {
  /// Whether an attempt goes through a batch: one call of one model, with nothing to read.
  func isBatched(_ place: AttemptPlace) -> Bool {
    setups[place.setup].isBatch && queries[place.query].files.isEmpty
  }
}
