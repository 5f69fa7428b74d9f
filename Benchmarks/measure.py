# SPDX-License-Identifier: Apache-2.0
"""Runs commands in turn, A B A B ..., and measures each as a whole process.

The figures are the kernel's own of the finished process (wait4), and the median of the runs is what is quoted.
"""

import os
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass


@dataclass
class Run:
    wall: float
    """Seconds."""
    cpu: float
    """Seconds, of user and kernel."""
    peak: float
    """MiB resident at most."""


def once(command, environment=None, begun=None):
    """One run; a command that fails ends the benchmark."""
    start = time.monotonic()
    with open(os.devnull, "wb") as nothing:
        child = subprocess.Popen(
            command, stdin=nothing, stdout=nothing, stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
        )
        if begun:
            begun(child)
        said = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - start
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\nended with {child.returncode}:\n{said.decode()[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def watched(command, environment, while_running):
    """One run, and the most memory that was resident while a condition held."""
    peak = [0.0]
    ended = threading.Event()

    def watch(child):
        while not ended.wait(0.05):
            resident = _resident(child.pid)
            # Asked afterwards: what was measured before the condition ended counts.
            if resident and while_running():
                peak[0] = max(peak[0], resident)

    def begun(child):
        threading.Thread(target=watch, args=(child,), daemon=True).start()

    run = once(command, environment, begun)
    ended.set()
    return run, peak[0]


def _resident(pid):
    try:
        for line in open(f"/proc/{pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return None


def in_turn(commands, rounds):
    """Runs each of the named commands in each round; a command is a function of the round, called before the clock starts."""
    runs = {name: [] for name in commands}
    for round in range(rounds):
        for name, command in commands.items():
            runs[name].append(once(*command(round)))
    return runs


def median(runs):
    """The median of each figure."""
    return Run(
        statistics.median(run.wall for run in runs),
        statistics.median(run.cpu for run in runs),
        statistics.median(run.peak for run in runs),
    )


def machine():
    """What the figures were measured on."""
    names = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal"))
    cores = len(os.sched_getaffinity(0))
    return f"{names[0] if names else os.uname().machine}, {cores} cores, {memory / 2**20:.0f} GiB, Linux {os.uname().release.split('-')[0]}"
