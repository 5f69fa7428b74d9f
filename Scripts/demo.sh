#!/usr/bin/env bash
# demo.sh WISELY   Three questions for the offline pair: no key, no network.
set -euo pipefail
wisely=$1
cd "$(dirname "$0")/.."
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
export WISELY_LEDGER="$state/ledger.sqlite" XDG_CONFIG_HOME="$state"
setup=offline-small+offline-large

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\033[1m' plain=$'\033[0m'; fi

ask() {
  printf '\n%s$ wisely ask --setup %s' "$bold" "$setup"
  for word in "$@"; do [[ $word == *" "* ]] && printf ' "%s"' "$word" || printf ' %s' "$word"; done
  printf '%s\n' "$plain"
  "$wisely" ask --setup "$setup" "$@"
}

echo "The offline models are stand-ins, not language models: they compute. Their prices are invented."
ask --files Examples/documents "What is the sum of the totals of all invoices from Brant Steel?"
ask "What is 17% of 240?"
ask --explain "A van can carry at most 22 kg. These things stand ready: anvil (weight 6, value 33), lamp (weight 12, value 62), radio (weight 11, value 53), globe (weight 5, value 27), clock (weight 8, value 38), stove (weight 12, value 64), vase (weight 10, value 51). What is the highest total value that can be taken along?"
printf '\n%s$ wisely costs --by role%s\n' "$bold" "$plain"
"$wisely" costs --by role
