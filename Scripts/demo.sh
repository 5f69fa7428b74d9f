#!/usr/bin/env bash
# demo.sh WISELY   Three questions for the offline pair: no key, no network.
set -euo pipefail
wisely=$1
cd "$(dirname "$0")/.."
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
export WISELY_LEDGER="$state/ledger.sqlite" XDG_CONFIG_HOME="$state"
setup=offline-small+offline-large

ask() {
  printf '\n\033[1m$ wisely ask --setup %s %s\033[0m\n' "$setup" "$(printf '%q ' "$@")"
  "$wisely" ask --setup "$setup" "$@"
}

echo "The offline models are stand-ins, not language models: they compute. Their prices are invented."
ask --files Examples/documents "DEMO_DOCUMENT_QUESTION"
ask "What is 17% of 240?"
ask --explain "DEMO_PUZZLE"
printf '\n\033[1m$ wisely costs --by role\033[0m\n'
"$wisely" costs --by role
