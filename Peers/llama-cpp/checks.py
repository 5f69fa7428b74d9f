# SPDX-License-Identifier: Apache-2.0
"""checks.py PEER URL: asks llama.cpp's server as an executor behind the Chat dialect.

The model's weights are random, so its words are nonsense and differ: frames, counts and ends are looked at, never words.
"""

import json
import os
import subprocess
import sys

PEER, URL = os.path.abspath(sys.argv[1]), sys.argv[2]
# A schema whose every answer is short: the engine's grammar then ends the call before the limit does.
SHORT = {"type": "object", "properties": {"up": {"type": "boolean"}}, "required": ["up"]}
LONG = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}
passed, failed = 0, []


def ask(dialect="openai-chat", model="tiny-random", **options):
    done = subprocess.run([PEER, "ask", dialect, URL, model, json.dumps(options)], capture_output=True, text=True, timeout=300,
                          env={"PATH": os.environ["PATH"]})
    return json.loads(done.stdout) if done.returncode == 0 else {"error": f"exit {done.returncode}: {done.stderr}"}


def check(name, found, holds):
    global passed
    if holds(found):
        passed += 1
        print(f"ok    {name}")
    else:
        failed.append(name)
        print(f"FAIL  {name}\n    {json.dumps(found, ensure_ascii=False)}")


def usage(found):
    rows = found.get("rows") or [{"usage": {}}]
    return rows[-1]["usage"]


check("streamed: words arrive piece by piece up to the limit", ask(prompt="hi", limit=24),
      lambda a: a.get("stop") in ("max_tokens", "end_turn") and a["deltas"] > 3 and a["streamed"] == a["text"] != "")
check("streamed: the usage that it does not send although it is asked is an estimate, not nothing", ask(prompt="hi", limit=24),
      lambda a: usage(a).get("estimated") is True and usage(a)["input"] > 0 and usage(a)["output"] > 0)
check("whole: the usage is the engine's own count", ask(prompt="hi", limit=24, whole=True),
      lambda a: usage(a).get("estimated") is False and usage(a)["input"] == 18 and 1 <= usage(a)["output"] <= 25)
check("whole: instructions are tokens of the prompt", ask(prompt="hi", system="Be brief.", limit=4, whole=True),
      lambda a: usage(a).get("input", 0) > 18)
check("whole: a prompt that is too long is said as one", ask(prompt="hello " * 600, limit=4, whole=True),
      lambda a: a.get("error") == "too-large" and "512" in a["message"] and not a["partial"])
check("streamed: a prompt that is too long, to which the server says nothing at all, is an error and no empty answer",
      ask(prompt="hello " * 600, limit=4), lambda a: a.get("error") == "connection" and not a["partial"])
check("tools that may be called do no harm", ask(prompt="hi", limit=24, tools=2, whole=True),
      lambda a: a.get("stop") in ("max_tokens", "end_turn") and a["calls"] == [])
for whole in (False, True):
    how = "whole" if whole else "streamed"
    check(f"{how}: a tool that has to be called is called with what its schema allows, and its result is read",
          ask(prompt="hi", limit=48, tools=1, choice="read", schema=SHORT, whole=whole),
          lambda a: "error" not in a and a.get("calls") and a["stop"] in ("max_tokens", "end_turn") and all(c["name"] == "read" and not c["problem"] and c["input"].get("up") in (True, False) for c in a["calls"]))
    # Streamed, the engine says that the limit was reached; whole, that the call is complete, which it is not.
    check(f"{how}: a call that the limit has cut off is never run",
          ask(prompt="hi", limit=8, tools=1, choice="read", schema=LONG, whole=whole),
          lambda a: "error" not in a and a["calls"] and all("so read was not run" in (c["problem"] or "") for c in a["calls"]))
check("a dialect that the server does not have is one clear sentence", ask("openai-responses", prompt="hi"),
      lambda a: a.get("error") == "unknown-model" and bool(a["message"]))

print(f"{passed} passed, {len(failed)} failed")
sys.exit(1 if failed else 0)
