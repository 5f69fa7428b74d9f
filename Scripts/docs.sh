#!/usr/bin/env bash
# Builds the documentation of the library with DocC; a warning is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
output=${1:-docs}
graphs=.build/documentation/graphs
rm -rf "$graphs" && mkdir -p "$graphs"
swift build --target Wisely --scratch-path .build/documentation/build \
  -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$PWD/$graphs/all" \
  -Xswiftc -symbol-graph-minimum-access-level -Xswiftc public >/dev/null
mkdir -p "$graphs/Wisely"
cp "$graphs"/all/Wisely*.symbols.json "$graphs/Wisely/"
docc convert Sources/Wisely/Wisely.docc \
  --additional-symbol-graph-dir "$graphs/Wisely" --output-dir "$output" \
  --warnings-as-errors --transform-for-static-hosting
echo "The documentation is in $output/documentation/wisely/index.html"
