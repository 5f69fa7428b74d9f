#!/usr/bin/env bash
# Checks the command against LiteLLM's proxy, an HTTP peer that nobody here wrote, with models that need no network.
#
# The recipe (start.sh, config.yaml, requirements.txt) is looked for in $WISELY_PEERS, then beside the checkout. Without it,
# or without Python and its venv, the check is skipped; in CI (CI=true) only the missing recipe is an excuse.
# $WISELY_BINARY is the command to check; otherwise it is built.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() { echo "The check against LiteLLM was skipped: $1"; exit 0; }
lacking() { # what installs the peer is missing
  [ "${CI:-}" != true ] || { echo "The check against LiteLLM cannot run: $1" >&2; exit 1; }
  skip "$1"
}

recipe=${WISELY_PEERS:-../shared/peers/litellm}
[ -f "$recipe/start.sh" ] || skip "there is no recipe in $recipe (WISELY_PEERS names another folder)."
python=${PYTHON:-python3}
has_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }
if ! has_venv && [ "${CI:-}" = true ] && [ -z "${PYTHON:-}" ]; then Scripts/dependencies.sh python3-venv; fi
has_venv || lacking "Python 3 with venv is missing; on Debian: apt-get install python3-venv."

binary=${WISELY_BINARY:-}
if [ -z "$binary" ]; then
  swift build --product wisely
  binary=.build/debug/wisely
fi

# The environment is kept between runs, until the list of packages changes.
venv=.build/peers/litellm
if ! cmp -s "$recipe/requirements.txt" "$venv/installed.txt"; then
  rm -rf "$venv"
  mkdir -p "$(dirname "$venv")"
  echo "Installing LiteLLM into $venv"
  { "$python" -m venv "$venv" &&
    "$venv/bin/pip" install -q --disable-pip-version-check --no-deps -r "$recipe/requirements.txt"; } ||
    lacking "LiteLLM could not be installed."
  cp "$recipe/requirements.txt" "$venv/installed.txt"
fi

work=$(mktemp -d)
starter=
finish() {
  rm -rf "$work"
  [ -n "$starter" ] || return 0
  # The proxy runs in a session of its own, whose members are all ours.
  kill -- "-$starter" 2>/dev/null || return 0
  for _ in $(seq 50); do
    kill -0 -- "-$starter" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$starter" 2>/dev/null || true
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
setsid bash "$recipe/start.sh" "$venv" "$port" >"$work/pid" &
starter=$!
wait "$starter" || { echo "LiteLLM's proxy did not start." >&2; exit 1; }

"$python" Peers/litellm/checks.py "$binary" "http://127.0.0.1:$port" "$work"
