#!/usr/bin/env bash
# snippets.sh SCRATCH   Builds and runs the code of the tutorial and of the README, and the commands of the README, and
# compares what they print with what the pages say they print.
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

# The README's console blocks: a command, then what it says on both streams. How long something took is left out.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export WISELY_LEDGER="$work/ledger.sqlite" XDG_CONFIG_HOME="$work"
wisely() { "$scratch/debug/wisely" "$@"; }
untimed() { sed -E 's/, [0-9]+\.[0-9] s$/, … s/'; }
awk -v folder="$work" '/^```console$/{number++;inside=1;next} /^```$/{inside=0} inside{print >(folder "/" number)}' README.md
for block in "$work"/[0-9]*; do
  command=$(head -1 "$block")
  diff -u --label README.md --label "${command#$ }" <(tail -n +2 "$block" | untimed) \
    <(eval "${command#$ }" 2>&1 | untimed) || { echo "README.md shows another output." >&2; exit 1; }
done
echo "The code and the commands print what their pages say."
