// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Wisely

/// The files and batches of the loopback OpenAI server.
struct OpenAIBatchShelf: Sendable {
  /// A batch from its making to its end.
  struct Batch: Sendable {
    let number: Int
    let file: String
    let endpoint: String
    /// How often it is still said to be under way; nil until somebody ends it.
    var polls: Int?
    var status = "validating"
    var lines: [JSONValue] = []
    var counts: (completed: Int, failed: Int) = (0, 0)
    var errors: JSONValue = .null
    var output: String?
    var failures: String?

    var id: String { "batch_\(number)" }
    var hasEnded: Bool { status == "completed" || status == "failed" }

    var json: JSONValue {
      // Batches are made a second apart, at the manual clock's day.
      let made = 1_795_478_400 + number
      return [
        "id": .string(id), "object": "batch", "endpoint": .string(endpoint), "errors": errors,
        "input_file_id": .string(file), "completion_window": "24h", "status": .string(status),
        "output_file_id": output.map { .string($0) } ?? .null,
        "error_file_id": failures.map { .string($0) } ?? .null,
        "created_at": JSONValue(made), "expires_at": JSONValue(made + 86_400),
        "completed_at": status == "completed" ? JSONValue(made + 60) : .null,
        "failed_at": status == "failed" ? JSONValue(made + 1) : .null,
        // What is in the file is only known once it has been read.
        "request_counts": [
          "total": JSONValue(status == "validating" || status == "failed" ? 0 : lines.count),
          "completed": JSONValue(counts.completed), "failed": JSONValue(counts.failed),
        ],
      ]
    }
  }

  var files: [String: [UInt8]] = [:]
  var made = 0
  var batches: [Batch] = []

  mutating func add(file bytes: [UInt8]) -> String {
    made += 1
    files["file-\(made)"] = bytes
    return "file-\(made)"
  }
}

extension OpenAIUpstream {
  /// Ends every batch that waits for it.
  public func endBatches() {
    state.withLock { state in
      for index in state.shelf.batches.indices { state.shelf.batches[index].polls = 0 }
    }
  }

  /// The names of the requests of each batch, in the order in which they were made.
  public var batches: [[String]] {
    state.withLock {
      $0.shelf.batches.map { $0.lines.compactMap { $0["custom_id"]?.string } }
    }
  }

  /// The names of the files that are still there.
  public var files: Set<String> { state.withLock { Set($0.shelf.files.keys) } }

  /// Answers what concerns files and batches; nil for anything else.
  func batches(
    _ request: LoopbackRequest, headers: [String: String], body: JSONValue, _ number: Int
  ) -> LoopbackResponse? {
    let parts = request.path.prefix { $0 != "?" }.split(separator: "/").map(String.init)
    guard parts.count > 1, parts[0] == "v1", ["files", "batches"].contains(parts[1]) else {
      return nil
    }
    switch (request.method, parts.dropFirst().joined(separator: "/"), parts.count) {
    case ("POST", "files", _):
      guard let file = OpenAIUploadForm(headers["content-type"], request.body)?.file else {
        return reject(400, "The form has no file, or its purpose is not a batch.", number)
      }
      let id = state.withLock { $0.shelf.add(file: file) }
      return json(200, ["id": .string(id), "object": "file", "purpose": "batch"], number)
    case ("GET", _, 4) where parts[3] == "content":
      guard let file = state.withLock({ $0.shelf.files[parts[2]] }) else { break }
      return .whole(
        status: 200, headers: [("content-type", "application/octet-stream")], body: file)
    case ("DELETE", _, 3) where parts[1] == "files":
      guard state.withLock({ $0.shelf.files.removeValue(forKey: parts[2]) }) != nil else { break }
      return json(200, ["id": .string(parts[2]), "deleted": true], number)
    case ("POST", "batches", _): return create(body, number)
    case ("GET", "batches", _):
      let batches = state.withLock { $0.shelf.batches.reversed().map(\.json) }
      return json(200, ["object": "list", "data": .array(batches), "has_more": false], number)
    case ("GET", _, 3) where parts[1] == "batches":
      settle(parts[2])
      guard let batch = state.withLock({ $0.shelf.batches.first { $0.id == parts[2] } }) else {
        break
      }
      return json(200, batch.json, number)
    default: break
    }
    return reject(404, "There is no \(request.method) \(request.path).", number)
  }

  private func create(_ body: JSONValue, _ number: Int) -> LoopbackResponse {
    guard let file = body["input_file_id"]?.string, let endpoint = body["endpoint"]?.string,
      ["/v1/responses", "/v1/chat/completions"].contains(endpoint),
      body["completion_window"] == "24h"
    else { return reject(400, "The batch has no file, endpoint or window.", number) }
    let batch = state.withLock { state -> OpenAIBatchShelf.Batch? in
      guard let bytes = state.shelf.files[file] else { return nil }
      var batch = OpenAIBatchShelf.Batch(
        number: state.shelf.batches.count + 1, file: file, endpoint: endpoint, polls: batchPolls)
      batch.lines = bytes.split(separator: UInt8(ascii: "\n")).map {
        (try? JSONValue(parsing: Array($0))) ?? .null
      }
      state.shelf.batches.append(batch)
      return batch
    }
    guard let batch else { return reject(404, "There is no file \(file).", number) }
    return json(200, batch.json, number)
  }

  /// Brings a batch one look nearer to its end.
  private func settle(_ id: String) {
    let due = state.withLock { state -> OpenAIBatchShelf.Batch? in
      guard let index = state.shelf.batches.firstIndex(where: { $0.id == id && !$0.hasEnded })
      else { return nil }
      if let fault = fault(in: state.shelf.batches[index]) {
        state.shelf.batches[index].status = "failed"
        state.shelf.batches[index].errors = ["object": "list", "data": [fault]]
        state.rejections.append(fault["message"]?.string ?? "")
        return nil
      }
      state.shelf.batches[index].status = "in_progress"
      guard let polls = state.shelf.batches[index].polls else { return nil }
      state.shelf.batches[index].polls = polls - 1
      return polls <= 0 ? state.shelf.batches[index] : nil
    }
    guard let due else { return }
    var answers: [[UInt8]] = []
    var failures: [[UInt8]] = []
    for (position, line) in due.lines.enumerated() {
      let (result, isAnswer) = result(of: line, due, position + 1)
      let bytes = result.bytes + [UInt8(ascii: "\n")]
      if isAnswer { answers.append(bytes) } else { failures.append(bytes) }
    }
    state.withLock { [answers, failures] state in
      guard let index = state.shelf.batches.firstIndex(where: { $0.id == id && !$0.hasEnded })
      else { return }
      // Results have no order; the opposite one is what nobody can rely on by accident.
      if !answers.isEmpty {
        state.shelf.batches[index].output = state.shelf.add(
          file: Array(answers.reversed().joined()))
      }
      if !failures.isEmpty {
        state.shelf.batches[index].failures = state.shelf.add(file: Array(failures.joined()))
      }
      state.shelf.batches[index].counts = (answers.count, failures.count)
      state.shelf.batches[index].status = "completed"
    }
  }

  /// The first rule that a batch's file breaks, as the API words it.
  private func fault(in batch: OpenAIBatchShelf.Batch) -> JSONValue? {
    var names: Set<String> = []
    var model: JSONValue?
    for (index, line) in batch.lines.enumerated() {
      func fault(_ code: String, _ message: String) -> JSONValue {
        [
          "code": .string(code), "message": .string(message), "param": nil,
          "line": JSONValue(index + 1),
        ]
      }
      guard let name = line["custom_id"]?.string, 1...64 ~= name.utf8.count else {
        return fault("missing_required_parameter", "The custom_id is missing.")
      }
      guard names.insert(name).inserted else {
        return fault("duplicate_custom_id", "The custom_id '\(name)' is not unique.")
      }
      guard line["method"] == "POST", line["url"]?.string == batch.endpoint else {
        return fault("mismatched_endpoint", "The url does not match the batch's endpoint.")
      }
      let body = line["body"] ?? .null
      guard body["model"] == model ?? body["model"] else {
        return fault("mismatched_model", "All requests of a batch must be to the same model.")
      }
      model = body["model"]
      guard body["stream"] != true else {
        return fault("invalid_request", "A batch cannot stream.")
      }
      let check = OpenAIRequestCheck(body: body, issued: [])
      if let broken = check.fault(isChat: batch.endpoint == "/v1/chat/completions") {
        return fault("invalid_request", broken)
      }
    }
    return batch.lines.isEmpty
      ? ["code": "empty_file", "message": "The input file is empty.", "param": nil, "line": nil]
      : nil
  }

  private func result(
    of line: JSONValue, _ batch: OpenAIBatchShelf.Batch, _ position: Int
  ) -> (JSONValue, isAnswer: Bool) {
    let body = line["body"] ?? .null
    let reply = reply(to: body) ?? .failure(500, message: "The script has no answer left.")
    let model = body["model"]?.string ?? ""
    let number = batch.number * 1_000 + position
    var whole =
      batch.endpoint == "/v1/responses"
      ? ResponsesFrames(reply: reply, model: model, number: number).whole
      : ChatFrames(reply: reply, model: model, number: number).whole
    var status = 200
    var error = JSONValue.null
    switch reply.fault {
    case .status(let failed, let body, _): (status, whole) = (failed, body)
    case .silence:
      error = [
        "code": "batch_expired",
        "message": "This request could not be executed before the completion window expired.",
      ]
    default: break
    }
    let response: JSONValue = [
      "status_code": JSONValue(status), "request_id": .string("req_\(number)"), "body": whole,
    ]
    let result: JSONValue = [
      "id": .string("batch_req_\(number)"), "custom_id": line["custom_id"] ?? .null,
      "response": error.isNull ? response : .null, "error": error,
    ]
    return (result, status == 200 && error.isNull)
  }
}
