# shellcheck shell=bash
# What the checks against other people's programs share: Python environments that are kept between runs, and ways to skip.
#
# A check sources this after `check=` (what it is called), from the checkout's root. Without the means to install, a check is
# skipped; in CI (CI=true) only a missing recipe is an excuse.

python=${PYTHON:-python3}

skip() { echo "The check against $check was skipped: $1"; exit 0; }

lacking() { # lacking SENTENCE: what installs the peer is missing
  [ "${CI:-}" != true ] || { echo "The check against $check cannot run: $1" >&2; exit 1; }
  skip "$1"
}

need_python() {
  has_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }
  if ! has_venv && [ "${CI:-}" = true ] && [ -z "${PYTHON:-}" ]; then Scripts/dependencies.sh python3-venv; fi
  has_venv || lacking "Python 3 with venv is missing; on Debian: apt-get install python3-venv."
}

is_installed() { cmp -s "$2" "$1/installed.txt"; } # is_installed VENV REQUIREMENTS

install() { # install VENV REQUIREMENTS [PIP OPTIONS…]: makes the environment anew when the list of packages changed
  local venv=$1 requirements=$2
  shift 2
  if is_installed "$venv" "$requirements"; then return 0; fi
  rm -rf "$venv"
  mkdir -p "$(dirname "$venv")"
  echo "Installing $check into $venv"
  { "$python" -m venv "$venv" && "$venv/bin/pip" install -q --disable-pip-version-check "$@" -r "$requirements"; } ||
    lacking "$check could not be installed."
  cp "$requirements" "$venv/installed.txt"
}

built() { # built PRODUCT: its path, after building it
  swift build --product "$1" >&2
  echo ".build/debug/$1"
}

free_port() { "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# What was started, each in a session of its own whose members are all ours, and a folder for the run; both go at the end.
work=$(mktemp -d)
starters=()
finish() {
  rm -rf "$work"
  local starter
  for starter in "${starters[@]}"; do
    kill -- "-$starter" 2>/dev/null || continue
    for _ in $(seq 50); do
      kill -0 -- "-$starter" 2>/dev/null || continue 2
      sleep 0.1
    done
    kill -KILL -- "-$starter" 2>/dev/null || true
  done
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
