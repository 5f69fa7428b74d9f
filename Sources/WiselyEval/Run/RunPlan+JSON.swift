// SPDX-License-Identifier: Apache-2.0

public import Wisely

// The shape of `plan.json`: flat, the hash first, the queries whole, so that a folder of a run
// needs nothing beside it to be read.

extension RunPlan {
  /// The plan as it is written down.
  public var json: JSONValue {
    var object: JSONObject = ["hash": .string(hash)]
    object.members += content.members
    return .object(object)
  }

  /// Everything that the hash covers.
  var content: JSONObject {
    var content: JSONObject = [
      "version": 1, "program": .string(program), "seed": .string(String(seed)),
      "margin": number(margin), "trials": JSONValue(trials), "baseline": .string(baseline),
      "stopping": .string(stopping.rawValue), "maximumTokens": JSONValue(maximumTokens),
      "maximumSteps": JSONValue(maximumSteps), "priceVersion": .string(priceVersion),
      "graders": .array(graders.map { .string($0) }), "setups": .array(setups.map(\.json)),
      "format": .string(format),
      "documents": .array(
        documents.map { ["path": .string($0.path), "sha256": .string($0.hash)] }),
      "queries": .array(queries.map(\.planned)),
    ]
    // Only where there is one, so that plans without it keep their hashes.
    if let priceFile { content["priceFile"] = .string(priceFile) }
    if let part { content["part"] = .string(part.rawValue) }
    if isInSample { content["inSample"] = true }
    return content
  }

  /// Reads a plan as it was written down.
  ///
  /// - Throws: `EvalError` with code `plan`, also when its hash is not that of its content.
  public init(_ json: JSONValue) throws(EvalError) {
    func broken(_ member: String) -> EvalError {
      EvalError(
        .plan, "The plan has no usable '\(member)'; it was not written by 'wisely eval run'.")
    }
    guard json["version"] == 1 else { throw broken("version") }
    guard let seed = json["seed"]?.string.flatMap({ UInt64($0) }) else { throw broken("seed") }
    guard let margin = json["margin"]?.double else { throw broken("margin") }
    guard let trials = json["trials"]?.int else { throw broken("trials") }
    guard let stopping = json["stopping"]?.string.flatMap({ Stopping(rawValue: $0) }) else {
      throw broken("stopping")
    }
    guard let setups = json["setups"]?.array, let queries = json["queries"]?.array else {
      throw broken("queries")
    }
    self.init()
    program = json["program"]?.string ?? ""
    self.seed = seed
    self.margin = margin
    self.trials = trials
    self.stopping = stopping
    baseline = json["baseline"]?.string ?? ""
    maximumTokens = json["maximumTokens"]?.int ?? 0
    maximumSteps = json["maximumSteps"]?.int ?? 0
    priceVersion = json["priceVersion"]?.string ?? ""
    priceFile = json["priceFile"]?.string
    part = json["part"]?.string.flatMap { QueryPart(rawValue: $0) }
    isInSample = json["inSample"]?.bool ?? false
    graders = json["graders"]?.array?.compactMap(\.string) ?? []
    format = json["format"]?.string ?? ""
    documents = (json["documents"]?.array ?? []).map {
      Document(path: $0["path"]?.string ?? "", hash: $0["sha256"]?.string ?? "")
    }
    self.setups = setups.map { Setup($0) }
    for query in queries { self.queries.append(try Query(planned: query)) }
    self = try frozen()
    guard hash == json["hash"]?.string else {
      throw EvalError(.plan, "The plan was changed after it was made: its hash does not fit it.")
    }
  }

  /// The parts in which two plans differ, by their names in `plan.json`.
  public func differences(from other: RunPlan) -> [String] {
    content.members.filter { other.content[$0.key] != $0.value }.map(\.key)
  }
}

/// The shortest spelling of a number that is finite, as a plan's are.
private func number(_ value: Double) -> JSONValue {
  JSONNumber(exactly: value).map { .number($0) } ?? .null
}

extension RunPlan.Setup {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "notation": .string(notation),
      "models": .array(models.map { .string($0) }), "settings": settings,
      "batch": .bool(isBatch), "placebo": .bool(isPlacebo),
      "temperature": temperature.map(number) ?? .null,
    ]
  }

  fileprivate init(_ json: JSONValue) {
    self.init(
      name: json["name"]?.string ?? "", notation: json["notation"]?.string,
      models: json["models"]?.array?.compactMap(\.string) ?? [],
      settings: json["settings"] ?? [:], isBatch: json["batch"]?.bool ?? false,
      isPlacebo: json["placebo"]?.bool ?? false, temperature: json["temperature"]?.double)
  }
}

extension Query {
  /// The query as a plan holds it; lines of the source are not part of what is asked.
  fileprivate var planned: JSONValue {
    [
      "id": .string(id), "prompt": .string(prompt), "system": system.json,
      "history": .array(
        history.map { ["role": .string($0.speaker.rawValue), "content": .string($0.text)] }),
      "files": .array(files.map { .string($0) }), "cluster": cluster.json,
      "assertions": .array(assertions.map(\.planned)),
      "threshold": threshold.map(number) ?? .null, "metadata": .object(metadata),
    ]
  }

  fileprivate init(planned json: JSONValue) throws(EvalError) {
    guard let id = json["id"]?.string, let prompt = json["prompt"]?.string else {
      throw EvalError(.plan, "A query of the plan has no id or prompt.")
    }
    self.init(
      id: id, prompt: prompt,
      history: (json["history"]?.array ?? []).map { turn in
        Message(
          turn["role"]?.string.flatMap { Message.Speaker(rawValue: $0) } ?? .user,
          [.text(turn["content"]?.string ?? "")])
      },
      system: json["system"]?.string, files: json["files"]?.array?.compactMap(\.string) ?? [],
      assertions: (json["assertions"]?.array ?? []).map { Assertion(planned: $0) },
      threshold: json["threshold"]?.double, cluster: json["cluster"]?.string,
      metadata: json["metadata"]?.object ?? [:])
  }
}

extension Assertion {
  fileprivate var planned: JSONValue {
    [
      "kind": .string(kind.rawValue), "value": value, "negated": .bool(isNegated),
      "threshold": threshold.map(number) ?? .null, "weight": number(weight),
    ]
  }

  fileprivate init(planned json: JSONValue) {
    self.init(
      Kind(rawValue: json["kind"]?.string ?? ""), json["value"] ?? .null,
      isNegated: json["negated"]?.bool ?? false, threshold: json["threshold"]?.double,
      weight: json["weight"]?.double ?? 1)
  }
}
