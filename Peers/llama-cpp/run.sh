#!/usr/bin/env bash
# Checks the Chat dialect against llama.cpp's Python server: a real engine that tokenises, samples and streams, with a tiny
# random model made on the spot.
#
# The recipe (start.sh, tiny_gguf.py, requirements.txt) is looked for in $WISELY_LLAMA_PEER, then beside the checkout. Without
# it, or without Python and its venv, the check is skipped. Compiling the engine takes five minutes and more, so that CI
# (CI=true) uses one that is there and compiles none.
set -euo pipefail
cd "$(dirname "$0")/../.."
check=llama.cpp
. Peers/environment.sh

recipe=${WISELY_LLAMA_PEER:-../shared/peers/llama-cpp}
[ -f "$recipe/start.sh" ] || skip "there is no recipe in $recipe (WISELY_LLAMA_PEER names another folder)."
venv=.build/peers/llama-cpp
if [ "${CI:-}" = true ] && ! is_installed "$venv" "$recipe/requirements.txt"; then
  skip "the engine is not compiled; Peers/llama-cpp/run.sh does that, in some minutes."
fi
need_python
command -v c++ >/dev/null || lacking "a C++ compiler is missing; on Debian: apt-get install g++."
peer=$(built DialectPeer)
# Not for this processor alone, so that a kept environment works elsewhere.
export CMAKE_BUILD_PARALLEL_LEVEL=2 CMAKE_ARGS="-DGGML_NATIVE=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF"
install "$venv" "$recipe/requirements.txt"

port=$(free_port)
setsid bash "$recipe/start.sh" "$venv" "$port" >"$work/pid" &
starters+=($!)
wait "$!" || { echo "llama.cpp's server did not start." >&2; exit 1; }

"$python" Peers/llama-cpp/checks.py "$peer" "http://127.0.0.1:$port"
