# SPDX-License-Identifier: Apache-2.0
"""What Benchmarks/inspect.sh does once everything is built and installed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import measure
from wisely import Bench, Log

PYTHON = os.environ["INSPECT_PYTHON"]
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SIZES = [int(size) for size in os.environ.get("SIZES", "300 1500").split()]
ATTEMPTS_A_QUERY = 6
PEER = Path(__file__).parent / "peer.py"


def bare(bench, size):
    return lambda _: bench.bare(size)[:2]


def solving(bench, size):
    # As many attempts, of which each solves its query.
    return lambda _: bench.run(bench.generated(size), "offline-small", "offline-large")[:2]


def peer(bench, size):
    def command(round):
        logs = bench.folder / f"logs-{size}-{round}"
        environment = {"HOME": str(bench.folder), "INSPECT_LOG_LEVEL": "warning", "INSPECT_DISPLAY": "none"}
        return [PYTHON, str(PEER), str(bench.sums(size)), "3", str(logs)], environment

    return command


def ratio(one, other):
    return f"{one / other:.1f}" if one / other < 20 else f"{one / other:.0f}"


def main(folder):
    bench = Bench(folder)
    version = subprocess.check_output(
        [PYTHON, "-c", "import inspect_ai, platform; print(inspect_ai.__version__, 'on Python', platform.python_version())"],
        env={**os.environ, "HOME": folder}, text=True).strip()
    print(measure.machine())
    print(f"Inspect AI {version}; Wisely {subprocess.check_output([os.environ['WISELY_BINARY'], '--version'], text=True).strip()}; medians of {ROUNDS} rounds in turn\n")
    command, environment, out = bench.bare(SIZES[0])
    measure.once(command, environment)
    assert Log(out).done() == SIZES[0] * ATTEMPTS_A_QUERY, out

    print("| attempts | | wall, s | processor, s | peak, MiB |")
    print("|---:|---|---:|---:|---:|")
    middles = {}
    for size in SIZES:
        runs = measure.in_turn({
            "Inspect AI": peer(bench, size), "Wisely, short sums": bare(bench, size),
            "Wisely, puzzles and dates": solving(bench, size),
        }, ROUNDS)
        for name, some in runs.items():
            middle = middles[size, name] = measure.median(some)
            print(f"| {size * ATTEMPTS_A_QUERY:,} | {name} | {middle.wall:.2f} | {middle.cpu:.2f} | {middle.peak:.0f} |", flush=True)

    print("\n| Inspect AI over Wisely | wall | processor | peak memory |")
    print("|---|---:|---:|---:|")
    names = ["Wisely, short sums", "Wisely, puzzles and dates"]
    for name in names:
        for size in SIZES:
            one, other = middles[size, "Inspect AI"], middles[size, name]
            print(f"| {size * ATTEMPTS_A_QUERY:,} attempts, whole process ({name}) | {ratio(one.wall, other.wall)} | {ratio(one.cpu, other.cpu)} | {ratio(one.peak, other.peak)} |")
    # What starting costs falls out of the difference of two sizes.
    more = (SIZES[-1] - SIZES[0]) * ATTEMPTS_A_QUERY

    def each(name):
        first, last = middles[SIZES[0], name], middles[SIZES[-1], name]
        return (last.wall - first.wall) / more, (last.cpu - first.cpu) / more, (last.peak - first.peak) / more

    inspect = each("Inspect AI")
    for name in names:
        ours = each(name)
        print(f"| each further attempt ({name}) | {ratio(inspect[0], ours[0])} | {ratio(inspect[1], ours[1])} | {ratio(inspect[2], ours[2])} |")
    for name in ["Inspect AI", *names]:
        wall, cpu, peak = each(name)
        print(f"\n{name}: {1000 * wall:.2f} ms wall, {1000 * cpu:.2f} ms processor and {1024 * peak:.1f} KiB for each further attempt.", end="")
    print()


if SIZES != sorted(set(SIZES)) or len(SIZES) < 2:
    sys.exit("SIZES takes two or more numbers of queries, the smallest first.")
with tempfile.TemporaryDirectory() as folder:
    main(folder)
