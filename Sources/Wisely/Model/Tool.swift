// SPDX-License-Identifier: Apache-2.0

/// What a model is told about a tool.
public struct ToolDefinition: Hashable, Codable, Sendable {
  /// What calling the tool can change.
  public enum Effect: String, Hashable, Codable, Sendable {
    /// Nothing.
    case reads
    /// Files, or anything else outside the conversation.
    case writes
  }

  /// The name, unique in a request.
  public var name: String
  /// What it is for, for the model.
  public var description: String
  /// The JSON Schema of its arguments, an object schema.
  public var inputSchema: JSONValue
  /// What calling it can change; decides what a planner sees and when `before-first-write` fires.
  public var effect: Effect
  /// Unknown members of the wire definition, in order.
  public var extra: JSONObject

  /// A definition.
  public init(
    name: String, description: String, inputSchema: JSONValue, effect: Effect = .reads,
    extra: JSONObject = [:]
  ) {
    self.name = name
    self.description = description
    self.inputSchema = inputSchema
    self.effect = effect
    self.extra = extra
  }
}

/// Something a model may call, with typed arguments.
public protocol Tool<Arguments>: Sendable {
  /// The arguments; decoded from what the model wrote.
  associatedtype Arguments: Decodable & Sendable

  /// What the model is told; its schema describes `Arguments`.
  var definition: ToolDefinition { get }

  /// Does the work; a thrown error is told to the model as a failed result.
  func call(_ arguments: Arguments) async throws -> String
}

extension Tool {
  /// Answers a call: decodes the arguments, runs the tool, and turns trouble into a failed result.
  ///
  /// - Throws: only `CancellationError`.
  public func answer(_ call: ToolUse) async throws -> ToolResult {
    if let failure = call.argumentsFailure { return failure }
    let arguments: Arguments
    do {
      arguments = try call.input.decoded()
    } catch {
      let reason = "The arguments do not fit the schema of \(definition.name): \(error)."
      return ToolResult(toolUseID: call.id, text: reason, isError: true)
    }
    do {
      return ToolResult(toolUseID: call.id, text: try await self.call(arguments))
    } catch let error as CancellationError {
      throw error
    } catch {
      return ToolResult(toolUseID: call.id, text: "\(error)", isError: true)
    }
  }
}
