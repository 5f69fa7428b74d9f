#!/usr/bin/env bash
# Runs all tests, and fails when none ran: a filter that matches nothing exits 0.
#
# The offline models compute without a pause for many seconds. They go last and alone, so that tests
# with deadlines are not starved by them.
#
# Left alone, Swift Testing begins all tests at once. On a slow machine each of them then waits so long
# for its turn that its time limit, and deadlines inside of it, pass before it has done anything.
set -uo pipefail
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-8}
busy='Offline|ExamplesTests'
log=$(mktemp)
trap 'rm -f "$log"' EXIT

run() {
  swift test --disable-xctest "$@" 2>&1 | tee "$log"
  local status=${PIPESTATUS[0]}
  [ "$status" -eq 0 ] || exit "$status"
  grep -Eq 'Test run with [1-9][0-9]* tests?' "$log" || { echo "No test ran." >&2; exit 1; }
}

case " $* " in
  *' --filter '* | *' --skip '*) run "$@" ;;
  *)
    run "$@" --skip "$busy"
    run "$@" --skip-build --filter "$busy"
    ;;
esac
