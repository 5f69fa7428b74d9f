#!/usr/bin/env bash
# Overhead per attempt and memory against Inspect AI with its mock model: the same number of queries, models and
# trials, a check against the expected answer, no network. Needs Python 3 with venv, and PyPI the first time.
#
#   Benchmarks/inspect.sh            300 and 1,500 queries × 2 models × 3 trials, the medians of $ROUNDS (3) rounds
set -euo pipefail
cd "$(dirname "$0")/.."
source Benchmarks/build.sh

version=0.3.285
venv=.build/peers/inspect
if [ "$(cat "$venv/installed.txt" 2>/dev/null)" != "$version" ]; then
  rm -rf "$venv"
  mkdir -p "$(dirname "$venv")"
  echo "Installing Inspect AI $version into $venv" >&2
  "${PYTHON:-python3}" -m venv "$venv"
  "$venv/bin/pip" install -q --disable-pip-version-check "inspect-ai==$version"
  echo "$version" >"$venv/installed.txt"
fi
INSPECT_PYTHON=$venv/bin/python exec python3 -B Benchmarks/inspect-ai/compare.py
