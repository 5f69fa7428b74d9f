#!/usr/bin/env bash
# Runs the tests under the thread sanitizer, on a copy of the package in the folder given first.
#
# A Mutex that has to wait does so in the toolchain's own library, which the sanitizer cannot see into:
# it then reports a race wherever two threads really met at a lock. So in the copy every target that
# uses Mutex gets one of its own, over a lock that the sanitizer knows.
set -euo pipefail
folder=${1:?the folder for the copy is missing}
shift
cd "$(dirname "$0")/.."
mkdir -p "$folder"
rm -rf "$folder/Sources" "$folder/Tests"
# With their times, so that only what has changed is built again.
git ls-files -z --cached --others --exclude-standard | xargs -0 cp -p --parents -t "$folder"
cd "$folder"
grep -rl --include='*.swift' '^import Synchronization' Sources Tests | cut -d/ -f1,2 | sort -u |
  while IFS= read -r target; do cp -p Scripts/ThreadSanitizerMutex.swift "$target/"; done
Scripts/test.sh --sanitize=thread "$@"
