#!/usr/bin/env bash
# Imports LiteLLM's whole price list and compares 30 of its models, on random usage, with LiteLLM's own arithmetic.
#
# It needs the environment that run.sh keeps; without it the check is skipped, and run.sh has said why.
# $WISELY_BINARY is the command to check; otherwise it is built.
set -euo pipefail
cd "$(dirname "$0")/../.."

python=.build/peers/litellm/bin/python
if [ ! -x "$python" ]; then
  echo "The check of LiteLLM's prices was skipped: its environment is not there; run Peers/litellm/run.sh."
  exit 0
fi
binary=${WISELY_BINARY:-}
if [ -z "$binary" ]; then
  swift build --product wisely
  binary=.build/debug/wisely
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" Peers/litellm/prices.py "$binary" "$work"
