#!/usr/bin/env bash
# House rules that the formatter does not know.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0
complain() { echo "$1" >&2; failed=1; }

while IFS= read -r file; do
  head -3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || complain "$file: the licence line is missing"
  lines=$(wc -l <"$file")
  [ "$lines" -le 600 ] || complain "$file: $lines lines; split it"
done < <(git ls-files '*.swift' '*.h' '*.c')

forbid() {
  local found
  found=$(git grep -nE "$1" -- "$2" || true)
  [ -z "$found" ] || complain "$3"$'\n'"$found"
}
forbid '\b(try!|as!)' 'Sources/*.swift' 'try! and as! are not used in Sources:'
forbid '(Task\.sleep|usleep\(|Thread\.sleep)' 'Tests/*.swift' 'Tests do not sleep:'
forbid 'DispatchSemaphore' '*.swift' 'No semaphores in async code:'
forbid '^import Foundation$' 'Sources/*.swift' 'FoundationEssentials is enough, and starts faster:'
for source in $(git ls-files 'Sources/Wisely/*.swift'); do
  grep -Eq '^(public )?import (Glibc|Musl|Darwin|Dispatch)' "$source" && complain "$source: the vocabulary does no I/O"
done
# The tutorial shows exactly the code that is compiled.
article=Sources/Wisely/Wisely.docc/FirstSteps.md
awk '/^```swift$/{inside=1;next} /^```$/{inside=0} inside' "$article" | diff -u Snippets/FirstSteps.swift - >&2 ||
  complain "$article: the code is not Snippets/FirstSteps.swift"
exit "$failed"
