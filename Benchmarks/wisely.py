# SPDX-License-Identifier: Apache-2.0
"""Runs of `wisely eval run` in a folder of their own, ledger included."""

import json
import os
import subprocess
from pathlib import Path

BINARY = os.environ["WISELY_BINARY"]
GENERATOR = os.environ["QUERIES_BINARY"]
MIXED = "offline-small,offline-medium,offline-large,offline-small+offline-large,offline-small^offline-large"


class Bench:
    """Where queries, runs and ledgers lie; every run begins with none of the last one."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.count = 0

    def generated(self, count):
        """Queries that the offline models work on."""
        path = self.folder / f"generated-{count}.jsonl"
        if not path.exists():
            path.write_bytes(subprocess.check_output([GENERATOR, "--count", str(count), "--seed", "1"]))
        return path

    def sums(self, count):
        """Queries that are answered at once."""
        path = self.folder / f"sums-{count}.jsonl"
        path.write_text("".join(
            json.dumps({"id": f"q{n}", "query": f"What is {n} + 1?", "expected": str(n + 1)}) + "\n" for n in range(count)))
        return path

    def run(self, queries, setups, baseline, trials=3):
        """The command of a new run, its environment and its folder."""
        self.count += 1
        home = self.folder / f"home-{self.count}"
        home.mkdir()
        out = home / "run"
        environment = {
            "HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "XDG_CONFIG_HOME": str(home / "config"),
        }
        command = [
            BINARY, "eval", "run", str(queries), "--setups", setups, "--baseline", baseline,
            "--trials", str(trials), "--seed", "1", "--out", str(out), "--quiet",
        ]
        return command, environment, out

    def report(self, out, environment):
        """The command that writes a run's report."""
        return [BINARY, "eval", "report", str(out)], environment

    def mixed(self, count):
        """Five setups over generated queries: 15 attempts a query."""
        return self.run(self.generated(count), MIXED, "offline-large")

    def bare(self, count):
        """Two models over queries that need no work: 6 attempts a query, and nothing but the runner."""
        return self.run(self.sums(count), "offline-small", "offline-medium")


class Log:
    """Counts the attempts that a run has written down, reading each line once."""

    def __init__(self, out):
        self.path = out / "attempts.jsonl"
        self.offset = 0
        self.lines = 0

    def done(self):
        """How many there are by now."""
        if self.path.exists():
            with open(self.path, "rb") as log:
                log.seek(self.offset)
                news = log.read()
            self.offset += len(news)
            self.lines += news.count(b"\n")
        return self.lines
