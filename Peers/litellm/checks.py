# SPDX-License-Identifier: Apache-2.0
"""checks.py BINARY URL FOLDER: asks LiteLLM's proxy through `wisely ask` and looks at everything that comes back.

The proxy's models answer deterministically and count words as tokens, so answers, usage and rows are known exactly.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter

BINARY, URL, FOLDER = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
KEY = "sk-peer-loopback-only-not-a-secret-2f7c9e"  # a dummy, the proxy's own
TEXT = "The answer is forty-two. Checked twice, once from each side."
LEDGER = f"{FOLDER}/ledger.sqlite"
passed, failed = 0, []
seen = Counter()  # calls and tokens by model, to compare with the ledger


class Run:
    """One `wisely`: how it ended and what it said."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err
        try:
            self.json = json.loads(out)
        except ValueError:
            self.json = {}
        for call in self.json.get("calls", []):
            usage = call["usage"]
            prompt = sum(usage[k] for k in ("input", "cacheRead", "cacheWrite5m", "cacheWrite30m", "cacheWrite1h", "cacheWrite12h"))
            for key, count in (("calls", 1), ("prompt", prompt), ("output", usage["output"])):
                seen[call["served"], key] += count

    @property
    def answer(self):
        return self.json.get("answer", "")

    @property
    def roles(self):
        return [call["role"] for call in self.json.get("calls", [])]

    @property
    def served(self):
        return [call["served"] for call in self.json.get("calls", [])]

    @property
    def outcomes(self):
        return [call["outcome"] for call in self.json.get("calls", [])]

    def usage(self, call=0):
        calls = self.json.get("calls", [])
        return {k: v for k, v in calls[call]["usage"].items() if v} if call < len(calls) else {}

    def __str__(self):
        return f"exit {self.status}\n    stdout: {self.out.strip()}\n    stderr: {self.err.strip()}"


def environment(**more):
    return {"PATH": os.environ["PATH"], "HOME": FOLDER, "WISELY_LEDGER": LEDGER, "PEER_KEY": KEY, **more}


def configuration(name, setups=None, **anthropic):
    path = f"{FOLDER}/{name}.json5"
    provider = {"baseURL": URL, "keyVariable": "PEER_KEY", "retries": 0, **anthropic}
    with open(path, "w") as file:
        json.dump({"providers": {"anthropic": provider}, "setups": setups or {}}, file)
    return path


def wisely(*words, env=None, stdin=""):
    done = subprocess.run([BINARY, *words], input=stdin, capture_output=True, text=True, timeout=120, env=env or environment())
    return Run(done.returncode, done.stdout, done.stderr)


def ask(config, model, prompt="Hello there friend", *words, env=None):
    setup = model if model in SETUPS else f"anthropic/{model}"
    return wisely("ask", "--config", config, "--setup", setup, "--json", *words, prompt, env=env)


def check(name, run, *conditions):
    """Each condition is a pair of what was expected and whether it holds."""
    global passed
    wrong = [what for what, holds in conditions if not holds]
    if KEY in run.out + run.err or "wrong-key" in run.out + run.err:
        wrong.append("no key in the output")
    if wrong:
        failed.append(name)
        print(f"FAIL  {name}\n    expected: {'; '.join(wrong)}\n    {run}")
    else:
        passed += 1
        print(f"ok    {name}")


def is_(what, value, expected):
    return f"{what} {expected!r}, not {value!r}", value == expected


def exits(run, status):
    return is_("exit", run.status, status)


SETUPS = {
    "pair": "anthropic/peer-tool+anthropic/peer-text",
    "unavailable": "anthropic/peer-tool+anthropic/peer-overloaded",
    "silent": "anthropic/peer-tool+anthropic/peer-empty",
    "planned": "anthropic/peer-text..anthropic/peer-echo",
    "passing": {"use": "anthropic/peer-text^anthropic/peer-echo", "check": {"regex": "forty-two"}},
    "failing": {"use": "anthropic/peer-text^anthropic/peer-echo", "check": {"regex": "forty-three"}},
}

# model: exit code, outcome of the row
ERRORS = {
    "peer-overloaded": (1, "failed:overloaded"),
    "peer-limited": (1, "failed:rate-limited"),
    "peer-broken": (1, "failed:upstream"),
    "peer-forbidden": (77, "failed:permission"),
    "peer-unauthorised": (77, "failed:authentication"),
    "peer-toolong": (1, "failed:invalid-request"),
}


def answers(mode, config):
    run = ask(config, "peer-text")
    check(f"{mode}: peer-text answers, 3 words in and 10 out", run, exits(run, 0), is_("answer", run.answer, TEXT),
          is_("usage", run.usage(), {"input": 3, "output": 10}), is_("stop", run.json.get("stopReason"), "end_turn"),
          is_("cost", run.json.get("cost"), None), is_("served", run.served, ["peer-text"]))

    words = "Grüße “値” é and \\ \"quotes\" 🙂 end"
    run = ask(config, "peer-echo", words)
    check(f"{mode}: peer-echo returns every character", run, exits(run, 0), is_("answer", run.answer.strip(), words))

    run = ask(config, "peer-thinks")
    check(f"{mode}: peer-thinks keeps its thinking out of the answer and in the count", run, exits(run, 0),
          is_("answer", run.answer, TEXT), is_("output", run.usage().get("output"), 17))

    run = ask(config, "peer-cached", "Hello")
    check(f"{mode}: peer-cached is 101 fresh, 600 read, 300 written", run, exits(run, 0),
          is_("usage", run.usage(), {"input": 101, "cacheRead": 600, "cacheWrite5m": 300, "output": 10}))

    run = ask(config, "peer-long")
    check(f"{mode}: peer-long arrives whole", run, exits(run, 0), is_("words", len(run.answer.split()), 2000),
          is_("last word", run.answer.split()[-1:], ["word1999"]), is_("output", run.usage().get("output"), 2000))

    run = ask(config, "peer-slow")
    check(f"{mode}: peer-slow arrives whole", run, exits(run, 0), is_("words", len(run.answer.split()), 64))

    run = ask(config, "peer-length")
    check(f"{mode}: peer-length is incomplete", run, exits(run, 6), is_("answer", run.answer, "The answer is "),
          is_("stop", run.json.get("stopReason"), "max_tokens"))

    run = ask(config, "peer-filtered")
    check(f"{mode}: peer-filtered is a refusal", run, exits(run, 5), is_("stop", run.json.get("stopReason"), "refusal"))

    run = ask(config, "peer-empty")
    check(f"{mode}: peer-empty is an empty answer", run, exits(run, 0), is_("answer", run.answer, ""),
          is_("usage", run.usage(), {"input": 3}))

    # Into a ledger of its own, because it prints no calls to compare the other one with.
    apart = environment(WISELY_LEDGER=f"{FOLDER}/apart.sqlite")
    run = wisely("ask", "--config", config, "--setup", "anthropic/peer-text", "Hello", env=apart)
    check(f"{mode}: without --json the answer alone is on standard output", run, exits(run, 0), is_("output", run.out, TEXT + "\n"),
          ("a bill that says unpriced", "total unpriced" in run.err))


def tools(mode, config):
    documents = f"{FOLDER}/documents"
    os.makedirs(documents, exist_ok=True)
    with open(f"{documents}/lease.md", "w") as file:
        file.write("The rent is 840 euros.\n")

    run = ask(config, "peer-tool", "Look.", "--files", documents)
    check(f"{mode}: peer-tool calls a tool and reads its result", run, exits(run, 0), is_("calls", len(run.roles), 2),
          ("the tool's words in the answer", run.answer.startswith("Tool said: ")), ("no words before", "Let me look" not in run.answer))

    run = ask(config, "peer-tools", "Look.", "--files", documents)
    check(f"{mode}: peer-tools calls three tools at once and all are answered", run, exits(run, 0), is_("calls", len(run.roles), 2),
          ("the tool's words in the answer", run.answer.startswith("Tool said: ")))

    run = ask(config, "peer-toolstop", "Look.", "--files", documents)
    check(f"{mode}: peer-toolstop calls a tool although it says it ended", run, exits(run, 0),
          ("an answer", run.answer != ""))


def errors(mode, config):
    for model, (status, outcome) in ERRORS.items():
        run = ask(config, model)
        check(f"{mode}: {model} is {outcome}", run, exits(run, status), is_("outcomes", run.outcomes, [outcome]),
              ("a sentence", bool(run.json.get("error"))), is_("answer", run.answer, ""))
    run = ask(config, "nobody")
    check(f"{mode}: a model the proxy does not know is an error", run, exits(run, 1), ("a sentence", bool(run.json.get("error"))))


def setups(mode, config):
    run = ask(config, "pair")
    consultations = run.json.get("consultations", [{}])
    first = consultations[0] if consultations else {}
    check(f"{mode}: the pair consults once and the executor reads the advice", run, exits(run, 0),
          is_("roles", run.roles, ["executor", "advisor", "executor"]), is_("consultations", len(consultations), 1),
          is_("trigger", first.get("trigger"), "asked"), is_("outcome", first.get("outcome"), "no-verdict"),
          is_("advice", first.get("advice"), TEXT), is_("question", first.get("question"), "sample é “quoted” 値"),
          is_("advisor's output", first.get("usage", {}).get("output"), 10),
          ("the advice in the answer", run.answer.startswith("Tool said: " + TEXT)))

    run = ask(config, "unavailable")
    outcomes = [c["outcome"] for c in run.json.get("consultations", [])]
    check(f"{mode}: an advisor that is overloaded does not end the work", run, exits(run, 0),
          is_("outcomes", outcomes, ["unavailable"]), ("the executor is told", "no advice" in run.answer))

    run = ask(config, "silent")
    outcomes = [c["outcome"] for c in run.json.get("consultations", [])]
    check(f"{mode}: an advisor that says nothing does not end the work", run, exits(run, 0),
          is_("outcomes", outcomes, ["empty"]), ("the executor is told", "no advice" in run.answer))

    run = ask(config, "planned")
    check(f"{mode}: a plan is made and handed over", run, exits(run, 0), is_("roles", run.roles, ["planner", "executor"]))

    run = ask(config, "passing")
    check(f"{mode}: a draft that passes is the answer", run, exits(run, 0), is_("answer", run.answer, TEXT), is_("calls", len(run.roles), 1))

    run = ask(config, "failing")
    check(f"{mode}: a draft that fails is re-done", run, exits(run, 0), is_("answer", run.answer.strip(), "Hello there friend"),
          is_("calls", len(run.roles), 2))


def keys(mode, config):
    run = ask(config, "peer-text", env={k: v for k, v in environment().items() if k != "PEER_KEY"})
    check(f"{mode}: without a key nothing is sent", run, exits(run, 77), is_("calls", run.roles, []))

    run = ask(config, "peer-text", env=environment(PEER_KEY="sk-wrong-key-000000000000"))
    check(f"{mode}: a wrong key is an error and stays unsaid", run, ("a failure", run.status in (1, 77)),
          ("a sentence", bool(run.json.get("error"))))


def special(streamed):
    run = ask(streamed, "peer-dies")
    check("streamed: peer-dies fails after its first words, is not retried and is booked as an estimate", run, exits(run, 1),
          is_("outcomes", run.outcomes, ["failed:overloaded"]), is_("estimated", run.usage().get("estimated"), True))
    run = ask(configuration("whole-dies", stream=False), "peer-dies")
    check("whole: peer-dies answers", run, exits(run, 0), is_("answer", run.answer, TEXT))

    for mode, stream in (("streamed", True), ("whole", False)):
        config = configuration(f"retry-{mode}", stream=stream, retries=1)
        run = ask(config, "peer-overloaded")
        check(f"{mode}: an overloaded model is tried twice, with a row each", run, exits(run, 1),
              is_("outcomes", run.outcomes, ["failed:overloaded"] * 2))
        run = ask(config, "peer-forbidden")
        check(f"{mode}: a forbidden model is tried once", run, exits(run, 77), is_("outcomes", run.outcomes, ["failed:permission"]))

    config = configuration("retry-dies", stream=True, retries=2)
    run = ask(config, "peer-dies")
    check("streamed: nothing is tried again after the first word", run, exits(run, 1), is_("calls", len(run.roles), 1))

    run = ask(configuration("bearer", auth="bearer"), "peer-text")
    check("a bearer token is accepted", run, exits(run, 0), is_("answer", run.answer, TEXT))

    with open(f"{FOLDER}/key", "w") as file:
        file.write(KEY + "\n")
    config = configuration("command", keyVariable="NO_SUCH_VARIABLE", keyCommand=["cat", f"{FOLDER}/key"])
    run = ask(config, "peer-text", env={k: v for k, v in environment().items() if k != "PEER_KEY"})
    check("a key command's key is accepted", run, exits(run, 0), is_("answer", run.answer, TEXT))

    for cache in ("1h", "off"):
        run = ask(configuration(f"cache-{cache}", cache=cache), "peer-text")
        check(f"cache {cache} is accepted", run, exits(run, 0), is_("answer", run.answer, TEXT))

    run = ask(streamed, "peer-text", "Hello", "--budget", "1.00")
    check("under a budget a model without a price is not called", run, exits(run, 4), is_("calls", run.roles, []))

    run = ask(streamed, "peer-text", "Hello", "--system", "Be very brief.")
    check("standing instructions are sent", run, exits(run, 0), is_("input", run.usage().get("input"), 4))


def ledger():
    """Everything the proxy said it counted is in the ledger, to the token."""
    run = wisely("costs", "--by", "model", "--json")
    lines = {line["key"]: line for line in run.json.get("lines", [])}
    conditions = [exits(run, 0), ("any calls at all", len(seen) > 0)]
    for model in sorted({model for model, _ in seen}):
        line = lines.get(model, {"calls": 0, "usage": {}})
        usage = line["usage"]
        prompt = sum(usage.get(k, 0) for k in ("input", "cacheRead", "cacheWrite5m", "cacheWrite30m", "cacheWrite1h", "cacheWrite12h"))
        found = (line["calls"], prompt, usage.get("output", 0))
        conditions.append(is_(model, found, tuple(seen[model, key] for key in ("calls", "prompt", "output"))))
    conditions.append(is_("models", len(lines), len({model for model, _ in seen})))
    check(f"the ledger holds all {sum(n for (_, k), n in seen.items() if k == 'calls')} calls", run, *conditions)


def interruption(streamed):
    env = environment(WISELY_LEDGER=f"{FOLDER}/interrupted.sqlite")
    words = [BINARY, "ask", "--config", streamed, "--setup", "anthropic/peer-slow", "--stream", "Go"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
    first = process.stdout.read(5)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    run = Run(process.returncode, first + out, err)
    seconds = time.monotonic() - started
    costs = wisely("costs", "--json", env=env)
    line = (costs.json.get("lines") or [{}])[0]
    check("Ctrl-C in the middle of an answer ends it and leaves a row", run, exits(run, 130), (f"under a second, not {seconds:.1f}", seconds < 1),
          is_("calls", line.get("calls"), 1), is_("estimated", line.get("estimatedCalls"), 1), is_("interrupted", line.get("interruptedCalls"), 0))


for mode, stream in (("streamed", True), ("whole", False)):
    config = configuration(mode, setups=SETUPS, stream=stream)
    for group in (answers, tools, errors, setups, keys):
        group(mode, config)
special(f"{FOLDER}/streamed.json5")
ledger()
interruption(f"{FOLDER}/streamed.json5")
print(f"{passed} passed, {len(failed)} failed")
sys.exit(1 if failed else 0)
