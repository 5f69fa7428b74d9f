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
    },
  }

  """
