// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyProviders

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
    var strangers: [String: [Batch]] = [:]
    for index in open.indices where open[index].batch == nil {
      let entry = open[index]
      let service = try service(for: entry)
      if strangers[service.name] == nil {
        strangers[service.name] = try await service.newest().filter { batch in
          !book.entries.contains { $0.batch == batch.id }
        }
      }
      for candidate in strangers[service.name] ?? [] where mayBe(candidate, entry) {
        guard try await isOurs(candidate, entry, service) else { continue }
        open[index].batch = candidate.id
        strangers[service.name]?.removeAll { $0.id == candidate.id }
        try await book.created(entry, candidate.id)
        break
      }
      guard open[index].batch == nil else { continue }
      try await drop(entry)
      open[index].isClosed = true
    }
    open.removeAll(where: \.isClosed)
  }

  private func mayBe(_ candidate: Batch, _ entry: BatchBook.Entry) -> Bool {
    // The provider's clock may be a little behind ours.
    let earliest = entry.started.microseconds - 120_000_000
    return candidate.requests.map { $0 == entry.attempts.count } ?? true
      && candidate.created.map { $0.microseconds >= earliest } ?? true
  }

  /// Whether a batch has an attempt of ours in it, which shows once it has ended.
  private func isOurs(
    _ candidate: Batch, _ entry: BatchBook.Entry, _ service: any BatchService
  ) async throws -> Bool {
    _ = try await ended(candidate.id, service)
    struct Seen: Error { var name: String }
    do {
      try await service.results(of: candidate.id) { name, _ in throw Seen(name: name) }
    } catch let seen as Seen {
      return entry.attempts.contains(seen.name)
    }
    return false
  }

  /// The batches through which an entry was sent, which its attempts tell.
  private func service(for entry: BatchBook.Entry) throws -> any BatchService {
    let place = entry.attempts.lazy.compactMap { places[$0] }.first
    let model = place.flatMap { run.folder.plan.setups[$0.setup].models.first }
    guard let model, let service = support.service(ModelID(model)) else {
      throw EvalError(
        .input, "The run has sent a batch whose provider is not configured any more; add it again.")
    }
    return service
  }

  /// Notes that nothing comes of an entry, and frees what was held for it.
  private func drop(_ entry: BatchBook.Entry) async throws {
    try await book.closed(entry)
    run.budget?.release(entry.name)
  }

  // MARK: - Sending

  /// Sends everything that is neither done nor under way, as far as the budget goes.
  private mutating func send() async throws -> RunEnding? {
    let underWay = Set(open.flatMap(\.attempts))
    // By the batch's provider, and by the model where a batch is of one.
    var parcels: [String: BatchParcel] = [:]
    var refusal: RunEnding?
    queries: for position in journal.order.queries.indices {
      for place in journal.order.attempts(ofQueryAt: position) {
        let (attempt, ungraded) = journal.attempt(place)
        guard places[attempt.id] != nil, ungraded == nil, !journal.isDone(place),
          !underWay.contains(attempt.id), tries[attempt.id, default: 0] < run.patience.tries
        else { continue }
        let item = try await support.item(attempt)
        guard let service = support.service(item.model) else {
          refusal = .hopeless("\(item.model) cannot be asked through batches.")
          break queries
        }
        let worst = worstCase(of: item, service)
        refusal = refused(
          worst, of: item.model, beside: parcels.values.reduce(.zero) { $0 + $1.held })
        guard refusal == nil else { break queries }
        let name = service.limits.mixesModels ? service.name : "\(service.name) \(item.model)"
        var parcel = parcels[name] ?? BatchParcel(service: service)
        parcel.items.append(item)
        parcel.bytes += try service.size(of: item)
        parcel.held += worst.amount ?? .zero
        tries[attempt.id, default: 0] += 1
        if parcel.isFull {
          try await create(parcel)
          parcels[name] = nil
        } else {
          parcels[name] = parcel
        }
      }
    }
    for (_, parcel) in parcels.sorted(by: { $0.key < $1.key }) { try await create(parcel) }
    return refusal
  }

  /// Why a request may not join those that are about to be sent; nil when it may.
  private func refused(_ worst: Cost, of model: ModelID, beside held: Money) -> RunEnding? {
    guard let budget = run.budget else { return nil }
    guard let worst = worst.amount else {
      return .hopeless("\(model) has no known price, so it cannot be used under a budget.")
    }
    guard held + worst > budget.remaining else { return nil }
    return .budget(
      "The next request of a batch may cost \(worst.display), and \(max(.zero, budget.remaining - held).display) of the \(budget.cap.display) budget is left."
    )
  }

  private func worstCase(of item: BatchItem, _ service: any BatchService) -> Cost {
    support.catalogue.worstCase(
      item.model, prompt: TokenCount.upperBound(of: item.request).tokens,
      output: item.request.options.maximumTokens, service: Service(isBatch: true),
      writing: service.limits.cacheLifetimes, at: run.surroundings.now())
  }

  private mutating func create(_ parcel: BatchParcel) async throws {
    var entry = BatchBook.Entry(
      name: run.surroundings.makeID("batch"), attempts: parcel.items.map(\.name),
      held: parcel.held, started: run.surroundings.now())
    try run.budget?.hold(entry.name, worstCase: .priced(parcel.held))
    try await book.intend(entry)
    do {
      let batch = try await parcel.service.create(parcel.items)
      entry.batch = batch.id
      try await book.created(entry, batch.id)
      open.append(entry)
    } catch let error as ModelError where error.isUnsent || error.status != nil {
      // The provider said no, so there is no batch.
      try await drop(entry)
      throw error
    }
  }

  // MARK: - Collecting

  /// Waits for the oldest batch and takes its answers in.
  private mutating func collect() async throws {
    let entry = open[0]
    guard let id = entry.batch else { return }
    let service = try service(for: entry)
    let batch = try await ended(id, service)
    if let failure = batch.failure {
      try await drop(entry)
      throw failure
    }
    let collector = BatchCollector(
      run: run, journal: journal, support: support, service: service, places: places, batch: batch)
    try await collector.collect()
    try await book.closed(entry)
    run.budget?.settle(entry.name, at: .priced(await collector.spent))
    for name in await collector.lost { tries[name] = run.patience.tries }
    open.removeFirst()
    report()
  }

  private func ended(_ id: String, _ service: any BatchService) async throws -> Batch {
    var pause = support.firstPause
    while true {
      do {
        let batch = try await service.batch(id)
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
