#!/usr/bin/env bash
# docs.sh OUTPUT [SCRATCH]   Builds the documentation of the library products with DocC; a warning is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
output=${1:-docs} scratch=${2:-.build}
work=$scratch/documentation
rm -rf "$work" "$output"
mkdir -p "$work"
swift build --scratch-path "$scratch"
# From the built modules, because the compiler writes no symbol graph for what it need not compile again.
triple=$(swift -print-target-info | sed -n 's/^ *"triple": "\(.*\)",$/\1/p' | head -1)
maps=()
for map in "$scratch"/debug/_Wisely*.build/module.modulemap; do maps+=(-Xcc "-fmodule-map-file=$map"); done

archives=()
for module in Wisely WiselyProviders WiselyNet WiselyStore WiselyEval WiselyAssistant WiselyTesting; do
  mkdir "$work/$module"
  swift symbolgraph-extract -module-name "$module" -I "$scratch/debug/Modules" -I Sources/CSQLite -I Sources/CYAML -I Sources/CPCRE2 "${maps[@]}" \
    -target "$triple" -minimum-access-level public -output-dir "$work/$module"
  # The extension of another module's type is documented with that module, or not at all.
  catalogue=(Sources/"$module/$module".docc)
  [ -d "${catalogue[0]}" ] || catalogue=()
  docc convert "${catalogue[@]}" --additional-symbol-graph-dir "$work/$module" --fallback-display-name "$module" \
    --fallback-bundle-identifier "$module" --output-path "$work/$module.doccarchive" \
    --warnings-as-errors --transform-for-static-hosting
  archives+=("$work/$module.doccarchive")
done
docc merge "${archives[@]}" --output-path "$output" --synthesized-landing-page-name Wisely \
  --synthesized-landing-page-kind Package
echo "The documentation is in $output/documentation/wisely/index.html"
