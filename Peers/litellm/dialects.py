# SPDX-License-Identifier: Apache-2.0
"""dialects.py PEER URL: asks LiteLLM's proxy through all three providers and looks at everything that comes back.

The proxy's models answer deterministically and count words as tokens. Where its translators stray from a dialect the
check says what comes of it, so that a change is noticed.
"""

import json
import os
import subprocess
import sys

PEER, URL = os.path.abspath(sys.argv[1]), sys.argv[2]
KEY = "sk-peer-loopback-only-not-a-secret-2f7c9e"  # a dummy, the proxy's own
TEXT = "The answer is forty-two. Checked twice, once from each side."
SAMPLE = "sample é “quoted” 値"
DIALECTS = ("anthropic-messages", "openai-chat", "openai-responses")
passed, failed = 0, []


def ask(dialect, model, key=KEY, **options):
    done = subprocess.run([PEER, "ask", dialect, URL, model, json.dumps(options)], capture_output=True, text=True,
                          timeout=120, env={"PATH": os.environ["PATH"], "PEER_KEY": key})
    if key in done.stdout + done.stderr:
        return {"error": "the key is in the output"}
    return json.loads(done.stdout) if done.returncode == 0 else {"error": f"exit {done.returncode}: {done.stderr}"}


def check(name, found, **expected):
    """Compares the members named; a callable decides for itself."""
    global passed
    wrong = [f"{key} {found.get(key)!r} instead of {want!r}" for key, want in expected.items()
             if not (want(found.get(key)) if callable(want) else found.get(key) == want)]
    if wrong:
        failed.append(name)
        print(f"FAIL  {name}\n    " + "\n    ".join(wrong) + f"\n    {json.dumps(found, ensure_ascii=False)}")
    else:
        passed += 1
        print(f"ok    {name}")


def usage(**figures):
    """The usage of the last row, without zeros."""
    return lambda rows: bool(rows) and {k: v for k, v in rows[-1]["usage"].items() if v} == figures


def outcome(text):
    return lambda rows: [row["outcome"] for row in rows or []] == [text]


for dialect in DIALECTS:
    for whole in (False, True):
        name = f"{dialect}, {'whole' if whole else 'streamed'}"
        how = {"whole": whole}

        check(f"{name}: words, 3 in and 10 out", ask(dialect, "peer-text", **how), text=TEXT, stop="end_turn",
              served="peer-text", calls=[], rows=usage(input=3, output=10),
              streamed=TEXT, deltas=(lambda n: n == 1) if whole else (lambda n: n > 1))
        words = "Grüße “値” é and \\ \"quotes\" 🙂 end"
        check(f"{name}: every character comes back", ask(dialect, "peer-echo", prompt=words, **how),
              text=lambda text: (text or "").strip() == words)
        check(f"{name}: instructions are sent", ask(dialect, "peer-text", system="Be very brief.", **how),
              rows=lambda rows: bool(rows) and rows[0]["usage"]["input"] == 6)
        check(f"{name}: a long answer is whole", ask(dialect, "peer-long", **how),
              text=lambda text: (text or "").split()[-1:] == ["word1999"])
        check(f"{name}: reasoning is none of the answer", ask(dialect, "peer-thinks", **how), text=TEXT,
              thoughts=lambda text: whole or (text or "").strip() == "First read the question. Then answer it.",
              rows=lambda rows: bool(rows) and rows[0]["usage"]["output"] == 17)
        written = "cacheWrite5m" if dialect == "anthropic-messages" else "cacheWrite1h"
        more = {} if dialect == "anthropic-messages" else {"estimated": True}
        check(f"{name}: 101 fresh, 600 read, 300 written", ask(dialect, "peer-cached", prompt="Hello", **how),
              rows=usage(input=101, cacheRead=600, output=10, **{written: 300}, **more))
        check(f"{name}: a limit", ask(dialect, "peer-length", **how), stop="max_tokens", text="The answer is ")
        check(f"{name}: a filter is a refusal", ask(dialect, "peer-filtered", **how), stop="refusal")
        check(f"{name}: nothing is an empty answer", ask(dialect, "peer-empty", **how), text="", stop="end_turn")

        check(f"{name}: a tool is called and its result read", ask(dialect, "peer-tool", tools=1, **how),
              stop="end_turn", calls=lambda calls: [(c["name"], c["input"]) for c in calls or []] == [("read", {"path": SAMPLE})],
              text=lambda text: (text or "").startswith("Tool said: It says read."))
        check(f"{name}: three tools at once, all answered", ask(dialect, "peer-tools", tools=3, **how), stop="end_turn",
              calls=lambda calls: [c["name"] for c in calls or []] == ["read", "list", "write"]
              and len({c["id"] for c in calls}) == 3)
        check(f"{name}: a call although the answer says it ended", ask(dialect, "peer-toolstop", tools=1, **how),
              stop="end_turn", calls=lambda calls: len(calls or []) == 1)

        for model, error in (("overloaded", "overloaded"), ("limited", "rate-limited"), ("broken", "upstream"),
                             ("forbidden", "permission"), ("unauthorised", "authentication"), ("toolong", "invalid-request")):
            # A failed response of a stream has no status, and LiteLLM's code for these is always the same.
            if dialect == "openai-responses" and not whole and model in ("overloaded", "toolong"):
                error = "upstream"
            check(f"{name}: peer-{model} is {error}", ask(dialect, f"peer-{model}", **how), error=error, partial=False,
                  message=bool, rows=outcome(f"failed:{error}"))
        check(f"{name}: a wrong key is an error", ask(dialect, "peer-text", key="sk-wrong-key-000000000000", **how), error=bool)

    check(f"{dialect}: pieces of parallel calls that interleave", ask(dialect, "peer-interleaved", tools=3),
          # LiteLLM's own translator mixes them up in Messages; what is no object is a text, with which no tool is run.
          stop="end_turn", calls=lambda calls: len(calls or []) == 3
          and all(isinstance(c["input"], str) if dialect == "anthropic-messages" else c["input"] == {"path": SAMPLE} for c in calls))
    check(f"{dialect}: an answer that dies half-way is an error, and booked as an estimate", ask(dialect, "peer-dies"),
          error="upstream" if dialect == "openai-responses" else "overloaded", partial=True, streamed=lambda text: (text or "").startswith("The answer is"),
          rows=lambda rows: [row["usage"]["estimated"] for row in rows or []] == [True])

print(f"{passed} passed, {len(failed)} failed")
sys.exit(1 if failed else 0)
