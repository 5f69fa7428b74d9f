# SPDX-License-Identifier: Apache-2.0
"""What Benchmarks/offline.sh does once everything is built."""

import os
import sys
import tempfile

import measure
from wisely import Bench, Log

ROUNDS = int(os.environ.get("ROUNDS", "3"))
QUERIES = int(os.environ.get("QUERIES", "300"))


def times(bench):
    attempts = QUERIES * 15
    runs, reports = [], []
    for _ in range(ROUNDS):
        command, environment, out = bench.mixed(QUERIES)
        runs.append(measure.once(command, environment))
        assert Log(out).done() == attempts, out
        reports.append(measure.once(*bench.report(out, environment)))
        assert (out / "report.html").stat().st_size > 0, out
    print(f"{QUERIES} queries × 5 setups × 3 trials = {attempts:,} attempts; medians of {ROUNDS} runs\n")
    print("| | wall, s | processor, s | peak, MiB |")
    print("|---|---:|---:|---:|")
    for name, some in ("the run, with its assessment", runs), ("the report", reports):
        middle = measure.median(some)
        print(f"| {name} | {middle.wall:.1f} | {middle.cpu:.1f} | {middle.peak:.0f} |")
    each = measure.median(runs).cpu / attempts
    print(f"\n{1000 * each:.2f} ms of processor time an attempt.")
    if measure.median(runs).wall + measure.median(reports).wall > 60:
        sys.exit("More than a minute.")


def memory(bench):
    print("| attempts | MiB while they ran | MiB at the end, with the assessment | s |")
    print("|---:|---:|---:|---:|")
    for queries in (134, 667, 1334):
        command, environment, out = bench.mixed(queries)
        log = Log(out)
        run, running = measure.watched(command, environment, lambda: log.done() < queries * 15)
        assert Log(out).done() == queries * 15, out
        print(f"| {queries * 15:,} | {running:.1f} | {run.peak:.1f} | {run.wall:.1f} |", flush=True)


print(measure.machine())
with tempfile.TemporaryDirectory() as folder:
    (memory if "--memory" in sys.argv[1:] else times)(Bench(folder))
