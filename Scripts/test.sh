#!/usr/bin/env bash
# Runs all tests, and fails when none ran: a filter that matches nothing exits 0.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test --disable-xctest "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
[ "$status" -eq 0 ] || exit "$status"
grep -Eq 'Test run with [1-9][0-9]* tests?' "$log" || { echo "No test ran." >&2; exit 1; }
