# SPDX-License-Identifier: Apache-2.0
"""prices.py BINARY FOLDER [MODELS [SEED]]: imports LiteLLM's own price list, and compares what random usage costs by
`wisely price` with what LiteLLM's `cost_per_token` says, to a billionth of a dollar.

Run it with the Python of an environment that has LiteLLM. Three differences are explained. Where LiteLLM's own price is
finer than a picodollar, half a picodollar a token is the most it can be. And two of its calculators read less than its list
says: Perplexity's bills what was read from or written to a cache as input, and Fireworks' bills every service as the
standard one; so neither is asked for those.
"""

import json
import os
import random
import subprocess
import sys
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # the list of the package, not one from the network
import litellm  # noqa: E402
from litellm.types.utils import (  # noqa: E402
    CacheCreationTokenDetails,
    CompletionTokensDetailsWrapper,
    PromptTokensDetailsWrapper,
    Usage,
)

BINARY, FOLDER = os.path.abspath(sys.argv[1]), sys.argv[2]
MODELS = int(sys.argv[3]) if len(sys.argv) > 3 else 30
SEED = int(sys.argv[4]) if len(sys.argv) > 4 else 20261124
USAGES = 4
LIST = Path(litellm.__file__).parent / "model_prices_and_context_window_backup.json"
ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "HOME": FOLDER}


def wisely(*words):
    run = subprocess.run([BINARY, *words], capture_output=True, text=True, env=ENVIRONMENT, cwd=FOLDER)
    return run.returncode, run.stdout, run.stderr


def kinds(model):
    """The kinds of tokens that a sheet has a price for in every tier, each with its option."""
    options = {"in": "--input", "read": "--cache-read", "write5m": "--cache-write-5m",
               "write30m": "--cache-write-30m", "write1h": "--cache-write-1h"}
    tiers = model["prices"][0]["tiers"] + model["prices"][0].get("off_peak", {}).get("tiers", [])
    found = {kind: word for kind, word in options.items() if all(kind in tier for tier in tiers)}
    # LiteLLM counts one shortest lifetime, whatever it is.
    if "write5m" in found:
        found.pop("write30m", None)
    return found


def asked(kinds, speeds, provider):
    """What LiteLLM's calculator for that provider knows of."""
    if provider == "perplexity":
        kinds = {kind: word for kind, word in kinds.items() if kind == "in"}
    return kinds, [None] if provider == "fireworks_ai" else speeds


def finer_than_a_picodollar(entry):
    def numbers(value):
        if isinstance(value, dict):
            return [n for key, v in value.items() if "range" not in key for n in numbers(v)]
        if isinstance(value, list):
            return [n for v in value for n in numbers(v)]
        return [value] if isinstance(value, Decimal) else []
    return any(n * 10**12 % 1 for n in numbers({k: v for k, v in entry.items() if "cost" in k or "pricing" in k}))


def ours(name, usage, speed):
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M")
    words = [w for option, count in usage.items() for w in (option, str(count))]
    status, out, err = wisely("price", name, *words, "--at", now, "--json", "--config", f"{FOLDER}/config.json5",
                              *(["--speed", speed] if speed else []))
    return Decimal(json.loads(out)["usd"]) if status == 0 else f"exit {status}: {err.strip() or out.strip()}"


def theirs(name, provider, usage, speed):
    read, long = usage.get("--cache-read", 0), usage.get("--cache-write-1h", 0)
    short = usage.get("--cache-write-5m", 0) + usage.get("--cache-write-30m", 0)
    prompt = usage.get("--input", 0) + read + long + short
    said = Usage(
        prompt_tokens=prompt, completion_tokens=usage["--output"], total_tokens=prompt + usage["--output"],
        prompt_tokens_details=PromptTokensDetailsWrapper(
            cached_tokens=read, cache_creation_tokens=short + long,
            cache_creation_token_details=CacheCreationTokenDetails(
                ephemeral_5m_input_tokens=short, ephemeral_1h_input_tokens=long)),
        completion_tokens_details=CompletionTokensDetailsWrapper(reasoning_tokens=usage["--reasoning"]))
    return sum(litellm.cost_per_token(
        model=name, custom_llm_provider=provider, usage_object=said, prompt_tokens=prompt,
        completion_tokens=usage["--output"], service_tier=speed))


def main():
    status, _, report = wisely("models", "import", str(LIST), "--out", f"{FOLDER}/all.json")
    if status != 0:
        sys.exit(f"The import failed: {report}")
    print(report.splitlines()[0])
    entries = json.loads(LIST.read_text(), parse_float=Decimal)
    file = json.loads(Path(f"{FOLDER}/all.json").read_text())
    draw = random.Random(SEED)
    file["models"] = draw.sample(file["models"], MODELS)
    # A small file, because each comparison reads it.
    Path(f"{FOLDER}/prices.json").write_text(json.dumps(file))
    Path(f"{FOLDER}/config.json5").write_text('{ prices: "prices.json" }')
    same, explained, wrong = 0, 0, []
    for model in file["models"]:
        name, entry = model["id"], entries[model["id"]]
        speeds = [None] + [s for s in ("flex", "priority") if f"input_cost_per_token_{s}" in entry]
        known, speeds = asked(kinds(model), speeds, entry["litellm_provider"])
        sizes = [1_000, 30_000] + [tier["over"] for tier in model["prices"][0]["tiers"][1:]]
        for _ in range(USAGES):
            # On both sides of each price step.
            top = int(draw.choice(sizes) * draw.uniform(0.5, 2)) + 1
            usage = {word: draw.randint(0, top // len(known) + 1) for word in known.values()}
            usage["--output"] = draw.randint(1, 20_000)
            usage["--reasoning"] = draw.randint(0, usage["--output"])
            speed = draw.choice(speeds) if top < min([s for s in sizes if s > 30_000], default=10**9) // 2 else None
            if speed:
                usage = {w: n for w, n in usage.items() if "cache" not in w}
            mine = ours(name, usage, speed)
            his = theirs(name, entry["litellm_provider"], usage, speed)
            difference = abs(float(mine) - his) if isinstance(mine, Decimal) else None
            if difference is not None and difference <= 1e-9:
                same += 1
            elif difference is not None and finer_than_a_picodollar(entry) and difference <= 0.5e-12 * sum(usage.values()):
                explained += 1
            else:
                wrong.append(f"{name} {speed or ''} {usage}: ours {mine}, LiteLLM's {his}")
    print(f"{MODELS} models, {same + explained + len(wrong)} bills: {same} the same to 1e-9 dollars, "
          f"{explained} differ as prices finer than a picodollar do, {len(wrong)} wrong")
    for line in wrong:
        print("  " + line)
    sys.exit(1 if wrong or same == 0 else 0)


main()
