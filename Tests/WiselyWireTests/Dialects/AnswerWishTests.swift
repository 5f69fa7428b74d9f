// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

/// One wish in every dialect that has it; a dialect that is left out has no place for it.
struct WishCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var spelled: [Dialect: JSONValue]
  /// What each dialect calls it when it is lost.
  var lost: [Dialect: [String]] = [:]
}

/// What a client wishes in one dialect, said to a model in another.
@Suite struct AnswerWishTests {
  private static let strict: JSONValue = [
    "type": "object",
    "properties": ["a": ["type": "array", "items": ["type": "string", "enum": ["x", "y"]]]],
    "required": ["a"], "additionalProperties": false,
  ]

  static let cases: [WishCase] = [
    WishCase(
      testDescription: "any tool",
      spelled: [
        .anthropicMessages: ["tool_choice": ["type": "any"]],
        .openAIChat: ["tool_choice": "required"], .openAIResponses: ["tool_choice": "required"],
      ]),
    WishCase(
      testDescription: "no tool",
      spelled: [
        .anthropicMessages: ["tool_choice": ["type": "none"]],
        .openAIChat: ["tool_choice": "none"], .openAIResponses: ["tool_choice": "none"],
      ]),
    WishCase(
      testDescription: "one tool",
      spelled: [
        .anthropicMessages: ["tool_choice": ["type": "tool", "name": "read"]],
        .openAIChat: ["tool_choice": ["type": "function", "function": ["name": "read"]]],
        .openAIResponses: ["tool_choice": ["type": "function", "name": "read"]],
      ]),
    WishCase(
      testDescription: "any tool, one at a time",
      spelled: [
        .anthropicMessages: ["tool_choice": ["type": "any", "disable_parallel_tool_use": true]],
        .openAIChat: ["tool_choice": "required", "parallel_tool_calls": false],
        .openAIResponses: ["tool_choice": "required", "parallel_tool_calls": false],
      ]),
    WishCase(
      testDescription: "one at a time",
      spelled: [
        .anthropicMessages: ["tool_choice": ["type": "auto", "disable_parallel_tool_use": true]],
        .openAIChat: ["parallel_tool_calls": false],
        .openAIResponses: ["parallel_tool_calls": false],
      ]),
    WishCase(
      testDescription: "a schema",
      spelled: [
        .anthropicMessages: [
          "output_config": ["format": ["type": "json_schema", "schema": strict]]
        ],
        .openAIChat: [
          "response_format": [
            "type": "json_schema",
            "json_schema": ["name": "answer", "schema": strict, "strict": true],
          ]
        ],
        .openAIResponses: [
          "text": [
            "format": [
              "type": "json_schema", "name": "answer", "schema": strict, "strict": true,
            ]
          ]
        ],
      ]),
    WishCase(
      testDescription: "any JSON",
      spelled: [
        .openAIChat: ["response_format": ["type": "json_object"]],
        .openAIResponses: ["text": ["format": ["type": "json_object"]]],
      ], lost: [.openAIChat: ["response_format"], .openAIResponses: ["text.format"]]),
    WishCase(
      testDescription: "top-p",
      spelled: [
        .anthropicMessages: ["top_p": 1], .openAIChat: ["top_p": 1],
        .openAIResponses: ["top_p": 1],
      ]),
    WishCase(
      testDescription: "length, and what OpenAI's dialects share",
      spelled: [
        .openAIChat: ["user": "u", "service_tier": "flex", "verbosity": "low"],
        .openAIResponses: ["user": "u", "service_tier": "flex", "text": ["verbosity": "low"]],
      ],
      lost: [
        .openAIChat: ["user", "service_tier", "verbosity"],
        .openAIResponses: ["user", "service_tier", "text.verbosity"],
      ]),
  ]

  private static func client(
    _ dialect: Dialect, _ wish: JSONValue, hasTools: Bool = true
  ) throws -> ModelRequest {
    let schema: JSONValue = ["type": "object"]
    var body: JSONObject = ["model": "m", "max_tokens": 50]
    let question: JSONValue = [["role": "user", "content": "Q"]]
    let tool: JSONValue
    switch dialect {
    case .anthropicMessages:
      tool = ["name": "read", "input_schema": schema]
      body["messages"] = question
    case .openAIChat:
      tool = ["type": "function", "function": ["name": "read", "parameters": schema]]
      body["messages"] = question
    case .openAIResponses:
      tool = ["type": "function", "name": "read", "parameters": schema, "strict": false]
      body = ["model": "m", "input": question]
    }
    if hasTools { body["tools"] = [tool] }
    body.members += wish.object?.members ?? []
    return try ClientRequest(dialect, .object(body)).request
  }

  /// What of the body is no plain question's.
  private static func wishes(
    _ dialect: Dialect, _ request: ModelRequest, capabilities: ModelCapabilities? = nil
  ) throws -> JSONObject {
    let body: JSONValue =
      switch dialect {
      case .anthropicMessages:
        try AnthropicRequest(
          model: "m", capabilities: capabilities, caching: PromptCaching(nil), streams: false
        ).body(for: request)
      case .openAIChat: try ChatRequest(model: "m", streams: false).body(for: request)
      case .openAIResponses: try ResponsesRequest(model: "m", streams: false).body(for: request)
      }
    return (body.object ?? [:]).without([
      "model", "max_tokens", "max_completion_tokens", "max_output_tokens", "messages", "input",
      "tools", "store", "include", "thinking",
    ])
  }

  @Test(
    "A wish is said in the other dialect's words, or named where it has none", arguments: cases,
    Dialect.allCases)
  func wish(wish: WishCase, source: Dialect) throws {
    guard let spelled = wish.spelled[source] else { return }
    let request = try Self.client(source, spelled)
    for target in Dialect.allCases {
      let written = JSONValue.object(try Self.wishes(target, request))
      #expect(written == wish.spelled[target] ?? [:], "\(source) to \(target)")
      let lost = wish.spelled[target] == nil ? wish.lost[source] ?? [] : []
      #expect(request.membersLost(in: target) == lost, "\(source) to \(target)")
    }
  }

  @Test("What says only what holds anyway is neither sent nor missed", arguments: Dialect.allCases)
  func idle(source: Dialect) throws {
    let idle: JSONValue =
      switch source {
      case .anthropicMessages:
        ["tool_choice": ["type": "auto", "disable_parallel_tool_use": false], "top_p": nil]
      case .openAIChat:
        [
          "tool_choice": "auto", "parallel_tool_calls": true, "response_format": ["type": "text"],
          "seed": nil,
        ]
      case .openAIResponses:
        [
          "tool_choice": "auto", "parallel_tool_calls": true, "text": ["format": ["type": "text"]],
        ]
      }
    let request = try Self.client(source, idle)
    for target in Dialect.allCases where target != source {
      #expect(try Self.wishes(target, request).isEmpty)
      #expect(request.membersLost(in: target).isEmpty)
    }
  }

  @Test("Without tools nothing is said about them, which would be a 400")
  func noTools() throws {
    let none = try Self.client(
      .openAIChat, ["tool_choice": "none", "parallel_tool_calls": false], hasTools: false)
    #expect(try Self.wishes(.anthropicMessages, none).isEmpty)
    #expect(none.membersLost(in: .anthropicMessages).isEmpty)
    let any = try Self.client(.openAIChat, ["tool_choice": "required"], hasTools: false)
    #expect(try Self.wishes(.anthropicMessages, any).isEmpty)
    #expect(any.membersLost(in: .anthropicMessages) == ["tool_choice"])
  }

  @Test("A choice of a tool that the request does not have is named, not sent")
  func unknownTool() throws {
    let request = try Self.client(
      .openAIResponses, ["tool_choice": ["type": "function", "name": "other"]])
    #expect(try Self.wishes(.openAIChat, request).isEmpty)
    #expect(request.membersLost(in: .openAIChat) == ["tool_choice"])
  }

  static let unequalled: [(Dialect, JSONValue, [String])] = [
    (
      .openAIChat,
      [
        "tool_choice": ["type": "allowed_tools", "allowed_tools": ["mode": "auto", "tools": []]],
        "response_format": ["type": "grammar"], "seed": 1, "logit_bias": [:], "top_k": 3,
      ], ["tool_choice", "response_format", "seed", "logit_bias", "top_k"]
    ),
    (
      .openAIResponses,
      ["tool_choice": ["type": "web_search_preview"], "text": ["of_tomorrow": 1]],
      ["tool_choice", "text.of_tomorrow"]
    ),
    (
      .anthropicMessages,
      [
        "tool_choice": ["type": "of_tomorrow"], "metadata": ["user_id": "u"], "top_k": 3,
        "output_config": ["format": ["type": "of_tomorrow"], "task_budget": 1],
      ],
      ["tool_choice", "metadata", "top_k", "output_config.format", "output_config.task_budget"]
    ),
  ]

  @Test("What has no equal is named with its place, and never sent", arguments: unequalled)
  func noEqual(source: Dialect, members: JSONValue, lost: [String]) throws {
    let request = try Self.client(source, members)
    for target in Dialect.allCases where target != source {
      #expect(try Self.wishes(target, request).isEmpty)
      #expect(request.membersLost(in: target) == lost)
    }
  }

  // MARK: - What a model does not take

  @Test("A model that cannot be forced is not forced, and that is named")
  func forced() throws {
    let request = try Self.client(.openAIChat, ["tool_choice": "required", "top_p": 1])
    let newest = ModelCapabilities(efforts: [.low], thinking: [.adaptive])
    #expect(try Self.wishes(.anthropicMessages, request, capabilities: newest).isEmpty)
    #expect(
      request.membersLost(in: .anthropicMessages, capabilities: newest) == [
        "tool_choice", "top_p",
      ])
    let older = ModelCapabilities(
      thinking: [.enabled], takesSampling: true, takesForcedToolChoice: true)
    #expect(
      try Self.wishes(.anthropicMessages, request, capabilities: older).keys
        == ["top_p", "tool_choice"])
    #expect(request.membersLost(in: .anthropicMessages, capabilities: older).isEmpty)
    // Nor while it reasons within a budget.
    var reasoning = request
    reasoning.options.effort = .high
    reasoning.options.maximumTokens = 8_192
    #expect(
      reasoning.membersLost(in: .anthropicMessages, capabilities: older) == ["tool_choice"])
  }

  @Test("What only OpenAI's own servers know goes to no imitator, and is named")
  func imitators() throws {
    let request = try Self.client(
      .openAIResponses, ["text": ["verbosity": "low"], "metadata": [:], "top_p": 1])
    let imitator = ChatRequest(model: "m", deviations: .common(maker: "mistral"))
    let body = try imitator.body(for: request)
    #expect(body["verbosity"] == nil && body["metadata"] == nil)
    #expect(body["top_p"] == 1)
    #expect(
      request.membersLost(in: .openAIChat, maker: "mistral") == ["text.verbosity", "metadata"])
    #expect(request.membersLost(in: .openAIChat).isEmpty)
  }

  @Test("Reasoning excludes sampling at OpenAI", arguments: [Dialect.openAIChat, .openAIResponses])
  func sampling(target: Dialect) throws {
    var request = try Self.client(.anthropicMessages, ["top_p": 1])
    request.tools = []
    request.options.effort = .low
    #expect(try Self.wishes(target, request)["top_p"] == nil)
    #expect(request.membersLost(in: target) == ["top_p"])
    request.options.effort = Effort.none
    #expect(try Self.wishes(target, request)["top_p"] == 1)
  }

  // MARK: - Schemas

  @Test("Only a schema that names and closes everything is sent as strict")
  func strictness() throws {
    let loose: [JSONValue] = [
      ["type": "object", "properties": ["a": [:]], "required": ["a"]],
      ["type": "object", "properties": ["a": [:]], "additionalProperties": false],
      ["type": "object"],
      ["type": "array", "items": ["type": "object", "properties": ["a": [:]]]],
      ["anyOf": [Self.strict, ["type": "object", "properties": ["a": [:]]]]],
    ]
    for (schema, isStrict) in [(Self.strict, true)] + loose.map({ ($0, false) }) {
      let request = try Self.client(
        .anthropicMessages,
        ["output_config": ["format": ["type": "json_schema", "schema": schema]]])
      let format = try Self.wishes(.openAIResponses, request)["text"]?["format"]
      #expect(format?["strict"] == .bool(isStrict), "\(schema.text)")
      #expect(format?["schema"] == schema)
    }
  }

  @Test("A schema's name and description go along where there is a place for them")
  func schemaNames() throws {
    let request = try Self.client(
      .openAIChat,
      [
        "response_format": [
          "type": "json_schema",
          "json_schema": ["name": "verdict", "description": "D", "schema": Self.strict],
        ]
      ])
    #expect(
      try Self.wishes(.openAIResponses, request)["text"] == [
        "format": [
          "type": "json_schema", "name": "verdict", "description": "D", "schema": Self.strict,
        ]
      ])
  }

  @Test(
    "Strict tools stay strict where the schema allows it, and are named where not",
    arguments: Dialect.allCases, Dialect.allCases)
  func strictTools(source: Dialect, target: Dialect) throws {
    guard source != target else { return }
    let schemas: [(JSONValue, Bool)] = [
      (Self.strict, true), (["type": "object"], target == .anthropicMessages),
    ]
    for (schema, carries) in schemas {
      let extra: JSONObject =
        switch source {
        case .anthropicMessages: ["strict": true]
        case .openAIChat: ["openai-chat": ["function": ["strict": true]]]
        case .openAIResponses: ["openai-responses": ["strict": true]]
        }
      var request = ModelRequest("Q")
      request.tools = [
        ToolDefinition(name: "read", description: "", inputSchema: schema, extra: extra)
      ]
      let tool: JSONValue? =
        switch target {
        case .anthropicMessages:
          try AnthropicRequest(model: "m").body(for: request)["tools"]?[0]
        case .openAIChat: try ChatRequest(model: "m").body(for: request)["tools"]?[0]?["function"]
        case .openAIResponses: try ResponsesRequest(model: "m").body(for: request)["tools"]?[0]
        }
      #expect((tool?["strict"] == true) == carries, "\(source) to \(target)")
      #expect(request.membersLost(in: target) == (carries ? [] : ["tools[0].strict"]))
    }
  }
}
