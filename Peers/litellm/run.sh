#!/usr/bin/env bash
# Checks the command and the providers against LiteLLM's proxy, an HTTP peer that nobody here wrote, with models that need no
# network.
#
# The recipe (start.sh, config.yaml, requirements.txt) is looked for in $WISELY_PEERS, then beside the checkout. Without it,
# or without Python and its venv, the check is skipped; in CI (CI=true) only the missing recipe is an excuse.
# $WISELY_BINARY is the command to check; otherwise it is built.
set -euo pipefail
cd "$(dirname "$0")/../.."
check=LiteLLM
. Peers/environment.sh

recipe=${WISELY_PEERS:-../shared/peers/litellm}
[ -f "$recipe/start.sh" ] || skip "there is no recipe in $recipe (WISELY_PEERS names another folder)."
need_python
binary=${WISELY_BINARY:-$(built wisely)}
peer=$(built DialectPeer)
venv=.build/peers/litellm
# The list is complete, and no resolver could agree with it.
install "$venv" "$recipe/requirements.txt" --no-deps

port=$(free_port)
setsid bash "$recipe/start.sh" "$venv" "$port" >"$work/pid" &
starters+=($!)
wait "$!" || { echo "LiteLLM's proxy did not start." >&2; exit 1; }

"$python" Peers/litellm/checks.py "$binary" "http://127.0.0.1:$port" "$work"
"$python" Peers/litellm/dialects.py "$peer" "http://127.0.0.1:$port"
