#!/usr/bin/env bash
# Generated queries through five offline setups to an assessment: how long it takes, and how much memory.
#
#   Benchmarks/offline.sh            300 queries × 5 setups × 3 trials, the median of $ROUNDS (3) runs
#   Benchmarks/offline.sh --memory   2,010, 10,005 and 20,010 attempts, and the memory while they ran and at the end
set -euo pipefail
cd "$(dirname "$0")/.."
source Benchmarks/build.sh
exec python3 -B Benchmarks/offline.py "$@"
