// SPDX-License-Identifier: Apache-2.0

/// A configuration with every key, as `wisely config example` prints it; a test reads it back.
let configurationExample = """
  // Wisely's configuration, JSON5. Every key is optional; what stands here are the defaults or examples.
  {
    // Used when --setup is not given: a model, a pair, or the name of a setup below.
    defaultSetup: "haiku+opus",

    // What one `wisely ask` may cost at most, in US dollars.
    budget: "1.00",

    // Where every call is booked.
    ledger: "~/.local/state/wisely/ledger.sqlite",

    // Prices of your own, on top of the built-in ones; `wisely models import` makes such a file.
    // prices: "prices.json", // beside this file

    setups: {
      // A name for a notation …
      cheap: "haiku",
      // … or a notation with settings.
      careful: {
        use: "haiku+opus",
        advisor: "own", // or "native": Anthropic's advisor tool
        view: "brief", // or "transcript": everything, verbatim
        viewTokens: 8000,
        consultations: 3, // for one question
        conversationConsultations: 12,
        consultationBudget: "0.50",
        adviceTokens: 2048,
        triggers: ["asked", "stalled", "before-first-write", "before-done", "wished"],
        allowPeer: false, // let a model advise its equal
      },
      planned: { use: "opus..sonnet", handover: "fresh" }, // or "keep"
      checked: { use: "haiku^opus", check: { regex: "^Answer: " } },
    },

    providers: {
      anthropic: {
        baseURL: "https://api.anthropic.com",
        // The key: an environment variable, or a command that prints it. Never the key itself.
        keyVariable: "ANTHROPIC_API_KEY",
        // keyCommand: ["pass", "show", "anthropic"],
        auth: "x-api-key", // or "bearer"
        version: "2023-06-01", // or "2026-10-21"
        cache: "5m", // or "1h", "off"
        stream: true,
        retries: 2,
        timeouts: { connect: 10, firstByte: 600, idle: 300, total: null }, // seconds
      },

      // Presets: openai, openrouter, gemini, deepseek, mistral, xai, groq with OPENAI_API_KEY and so on;
      // ollama, llamacpp, vllm, lmstudio on this machine, which need no key. What is said here changes one.
      openai: { dialect: "responses" }, // or "chat", in which it takes no effort together with tools
      ollama: { baseURL: "http://localhost:11434/v1", local: true },

      // Any other name adds a server that speaks OpenAI's dialects; its models are then "house/NAME".
      house: {
        baseURL: "https://llm.example.org/v1", // everything before /chat/completions
        keyVariable: "HOUSE_LLM_KEY", // null for none; keyCommand, stream, retries, timeouts as above
        local: false, // true for a server of your own: it is free, and "models --discover" asks it
        // In what it differs; what stands here is what most servers do.
        systemRole: "system", // or "developer"
        limitField: "max_tokens", // or "max_completion_tokens"
        effortField: "reasoning_effort", // or "reasoning", "thinking", "none": it has no such field
        efforts: [], // those it takes; empty for any
        effortWithTools: true,
        temperatureWithReasoning: true,
        replaysReasoning: false, // whether readable reasoning goes back to it
        demandsReasoning: false, // whether it rejects answers sent back without "reasoning_content"
        callIDs: "at-most-40", // or "at-most-64", "identifier", "nine-characters"
        asksForUsage: true, // whether a stream is asked for its usage with stream_options
      },
    },
  }

  """
