#!/usr/bin/env bash
# snippets.sh SCRATCH   Builds and runs the code of the tutorial and of the README, and compares what it prints with
# what the pages say it prints.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$1
# Everything, because `--product` does not know snippets.
swift build --scratch-path "$scratch"

check() { # check SNIPPET PAGE: the page's text blocks after its first Swift are the output
  diff -u --label "$2" --label "Snippets/$1.swift" \
    <(awk '/^```swift$/{code=1} /^```$/{inside=0} inside; code && /^```text$/{inside=1}' "$2") \
    <("$scratch/debug/$1") ||
    { echo "$2 does not show what Snippets/$1.swift prints." >&2; exit 1; }
}
check FirstSteps Sources/Wisely/Wisely.docc/FirstSteps.md
check TenLines README.md
echo "The snippets print what their pages say."
