#!/usr/bin/env bash
# Checks the codecs against the official Python SDKs, which nobody here wrote: their types judge our requests, and their
# clients talk to a loopback server that answers with what our encoders write.
#
# Without Python and its venv, or without PyPI, the check is skipped; in CI (CI=true) that is an error.
set -euo pipefail
cd "$(dirname "$0")/../.."
check="the official SDKs"
. Peers/environment.sh

need_python
peer=$(built DialectPeer)
venv=.build/peers/sdk
install "$venv" Peers/sdk/requirements.txt --no-deps

mkdir "$work/samples" "$work/home"
"$peer" samples "$work/samples"
setsid "$peer" serve >"$work/port" &
starters+=($!)
for _ in $(seq 100); do
  [ ! -s "$work/port" ] || break
  kill -0 "$!" 2>/dev/null || { echo "The server of the check ended." >&2; exit 1; }
  sleep 0.1
done
# An empty environment: nothing of the caller's may lead the SDKs elsewhere.
env -i PATH=/usr/bin:/bin HOME="$work/home" LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 \
  "$venv/bin/python" Peers/sdk/checks.py "$work/samples" "http://127.0.0.1:$(cat "$work/port")"
