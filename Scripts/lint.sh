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
# One file has the machine's clock, for programs to hand over; nothing in the library reaches for it.
forbid '^[^/]*(Surroundings|surroundings:) *\.system\b' 'Sources/Wisely/*.swift' 'The library takes its surroundings, and reaches for none:'
for source in $(git ls-files 'Sources/Wisely/*.swift' ':!Sources/Wisely/Spend/Surroundings+System.swift'); do
  grep -Eq '^(public )?import (Glibc|Musl|Darwin|Dispatch)' "$source" && complain "$source: the vocabulary does no I/O"
done
# What the articles and the README show is the code that is compiled and run (Scripts/snippets.sh).
code() { # code PAGE: the licence line, then the page's Swift, a blank line between its pieces
  awk 'BEGIN{print "// SPDX-License-Identifier: Apache-2.0"}
    /^```swift$/{print "";inside=1;next} /^```$/{inside=0} inside' "$1"
}
for snippet in Snippets/*.swift; do
  page=Sources/Wisely/Wisely.docc/$(basename "$snippet" .swift).md
  [ "$snippet" != Snippets/TenLines.swift ] || page=README.md
  code "$page" | diff -u "$snippet" - >&2 || complain "$page: the code is not $snippet"
done
for page in Sources/Wisely/Wisely.docc/*.md; do
  grep -q '^```swift$' "$page" || continue
  [ -f "Snippets/$(basename "$page" .md).swift" ] || complain "$page: its code is no snippet; nobody compiles it"
done
# The landing page lists every public type.
while IFS= read -r name; do
  grep -q "\`\`$name\`\`" Sources/Wisely/Wisely.docc/Wisely.md || complain "Wisely.md: the public type $name is in no topic group"
done < <(git grep -hoE '^public (final |indirect )*(struct|enum|class|actor|protocol) [A-Za-z0-9]+' 'Sources/Wisely/*.swift' | awk '{print $NF}' | sort -u)
exit "$failed"
