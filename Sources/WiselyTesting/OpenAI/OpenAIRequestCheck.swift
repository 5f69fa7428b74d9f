// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Checks a request's body as OpenAI's API does, as far as our requests could break its rules.
struct OpenAIRequestCheck {
  let body: JSONValue
  /// The encrypted reasoning that this server has given.
  let issued: Set<String>

  /// The first rule that is broken; nil for a sound body.
  func fault(isChat: Bool) -> String? {
    guard body["model"]?.string?.isEmpty == false else { return "you must provide a model" }
    if let tools = body["tools"] {
      guard let list = tools.array, !list.isEmpty else { return "tools is empty" }
      for tool in list {
        let function = isChat ? tool["function"] : tool
        guard tool["type"] == "function", function?["name"]?.string?.isEmpty == false else {
          return "a tool has no name"
        }
        if function?["description"]?.isNull == true { return "a description is null" }
      }
    }
    return isChat ? chatFault : responsesFault
  }

  private var chatFault: String? {
    if body["stream_options"] != nil, body["stream"] != true {
      return "stream_options is only allowed with stream"
    }
    guard let messages = body["messages"]?.array, !messages.isEmpty else {
      return "messages is empty"
    }
    var open: Set<String> = []
    for message in messages {
      let role = message["role"]?.string ?? ""
      if role == "tool" {
        guard let id = message["tool_call_id"]?.string, open.remove(id) != nil else {
          return "a tool message answers no call"
        }
        continue
      }
      guard open.isEmpty else { return "calls without an answer: \(open.sorted())" }
      guard ["system", "developer", "user", "assistant"].contains(role) else {
        return "there is no role '\(role)'"
      }
      let calls = message["tool_calls"]?.array ?? []
      if calls.isEmpty, message["content"]?.isNull ?? true { return "a message has no content" }
      for call in calls {
        guard let id = call["id"]?.string, id.utf8.count <= 40,
          call["function"]?["arguments"]?.string != nil
        else { return "a call is malformed" }
        open.insert(id)
      }
    }
    return open.isEmpty ? nil : "calls without an answer: \(open.sorted())"
  }

  private var responsesFault: String? {
    guard let items = body["input"]?.array, !items.isEmpty else { return "input is empty" }
    var open: Set<String> = []
    for item in items {
      switch item["type"]?.string {
      case "function_call":
        guard let id = item["call_id"]?.string, id.utf8.count <= 64,
          item["arguments"]?.string != nil
        else { return "a call is malformed" }
        open.insert(id)
      case "function_call_output":
        guard let id = item["call_id"]?.string, open.remove(id) != nil else {
          return "an output answers no call"
        }
      case "reasoning":
        guard let sealed = item["encrypted_content"]?.string, issued.contains(sealed) else {
          return "encrypted content could not be verified"
        }
      case "message":
        let wanted = item["role"] == "assistant" ? "output_text" : "input_"
        for part in item["content"]?.array ?? []
        where part["type"]?.string?.hasPrefix(wanted) != true {
          return "a part does not belong there"
        }
      default: return "there is no such item"
      }
    }
    return open.isEmpty ? nil : "no tool output found for \(open.sorted())"
  }
}
