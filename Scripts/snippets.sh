#!/usr/bin/env bash
# snippets.sh SCRATCH   Builds and runs the code of the articles and of the README, and the commands of the README, and
# compares what they print with what the pages say they print. WISELY_RECORD=1 changes the pages instead.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(realpath -m "$1")
# Everything, because `--product` does not know snippets.
swift build --scratch-path "$scratch"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export WISELY_LEDGER="$work/ledger.sqlite" XDG_CONFIG_HOME="$work"
wisely() { "$scratch/debug/wisely" "$@"; }

shown() { # shown FENCE PAGE: the lines of the page's blocks of that kind, without commands
  awk -v fence="\`\`\`$1" '/^```$/{inside=0} inside && !/^\$ /; $0==fence{inside=1}' "$2"
}
# How long something took differs from run to run.
untimed() { sed -E 's/, [0-9]+\.[0-9] s$/, … s/'; }

check() { # check FENCE PAGE: the page's blocks of that kind show the file "printed"
  local fence=$1 page=$2
  diff -u --label "$page" --label printed <(shown "$fence" "$page" | untimed) <(untimed <"$work/printed") >"$work/difference" && return
  if [ -n "${WISELY_RECORD:-}" ] && [ "$(shown "$fence" "$page" | wc -l)" -eq "$(wc -l <"$work/printed")" ]; then
    awk -v fence="\`\`\`$fence" -v file="$work/printed" '/^```$/{inside=0} inside && !/^\$ /{getline <file} {print}
      $0==fence{inside=1}' "$page" >"$work/page"
    cp "$work/page" "$page"
    echo "Recorded $page"
  else
    cat "$work/difference" >&2
    echo "$page shows another output. WISELY_RECORD=1 changes it, unless the number of lines has changed." >&2
    exit 1
  fi
}

# As a package of somebody else would see it: without what `package` opens to the rest of this one.
maps=()
for map in "$scratch"/debug/_Wisely*.build/module.modulemap; do maps+=(-Xcc "-fmodule-map-file=$map"); done
for snippet in Snippets/*.swift; do
  swiftc -typecheck -swift-version 6 -warnings-as-errors -enable-upcoming-feature MemberImportVisibility \
    -I "$scratch/debug/Modules" -I Sources/CSQLite -I Sources/CYAML -I Sources/CPCRE2 "${maps[@]}" "$snippet"
done

mkdir "$work/folder" # for what they write
for snippet in Snippets/*.swift; do
  name=$(basename "$snippet" .swift) page=Sources/Wisely/Wisely.docc/$(basename "$snippet" .swift).md
  [ "$name" != TenLines ] || page=README.md
  (cd "$work/folder" && "$scratch/debug/$name") >"$work/printed"
  check text "$page"
done
# Both streams, as on a terminal.
awk '/^```$/{inside=0} inside && /^\$ /{print substr($0, 3)} /^```console$/{inside=1}' README.md >"$work/commands"
while IFS= read -r command; do eval "$command" 2>&1 </dev/null; done <"$work/commands" >"$work/printed"
check console README.md
echo "The code and the commands print what their pages say."
