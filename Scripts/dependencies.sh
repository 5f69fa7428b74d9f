#!/usr/bin/env bash
# dependencies.sh [PACKAGE…]   Installs the C libraries the build needs, only those that are missing, and the packages named.
set -euo pipefail

declare -A packages=([libcurl]=libcurl4-openssl-dev [sqlite3]=libsqlite3-dev [yaml-0.1]=libyaml-dev
  [libpcre2-8]=libpcre2-dev)
missing=("$@")

if ! command -v swift >/dev/null; then
  echo "Swift 6.3 or later is needed: https://www.swift.org/install" >&2
  exit 1
fi
command -v pkg-config >/dev/null || missing+=(pkg-config)
for module in "${!packages[@]}"; do
  if ! command -v pkg-config >/dev/null || ! pkg-config --exists "$module"; then
    missing+=("${packages[$module]}")
  fi
done
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "These are missing: ${missing[*]} (Debian's names). Install your system's packages of libcurl," >&2
  echo "SQLite, libyaml and PCRE2 with their headers, and pkg-config; then run make again." >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Run as root: apt-get install ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get install -y -qq "${missing[@]}" >/dev/null 2>&1 || {
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq "${missing[@]}" >/dev/null
}
