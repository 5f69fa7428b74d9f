#!/usr/bin/env bash
# install.sh BINARY PREFIX
set -euo pipefail
binary=$1 prefix=$2
install -D -m 755 "$binary" "$prefix/bin/wisely"
write() { mkdir -p "$(dirname "$2")" && "$binary" $1 >"$2"; }
write "manual" "$prefix/share/man/man1/wisely.1"
write "completions bash" "$prefix/share/bash-completion/completions/wisely"
write "completions zsh" "$prefix/share/zsh/site-functions/_wisely"
write "completions fish" "$prefix/share/fish/vendor_completions.d/wisely.fish"
echo "Installed $prefix/bin/wisely with its manual page and completions"
