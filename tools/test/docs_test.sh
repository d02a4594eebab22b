#!/bin/sh
# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# check-docs passes a good document, and names each broken link and stale program.
set -eu
. "$(dirname -- "$0")/assert.sh"

mkdir -p "$work/tree/docs" "$work/tree/examples"
printf '// Copyright The otelwrap Authors\n// SPDX-License-Identifier: Apache-2.0\n\nint main() {}\n' \
  >"$work/tree/examples/main.cc"
# document TEXT: the tree's README.
document() { printf '%b' "$1" >"$work/tree/README.md"; }
check() { OTELWRAP_TREE=$work/tree "$tools/check-docs"; }

document '# Top part\n[a](docs) [b](examples/main.cc) [c](https://example.org/x) [d](#top-part)
`[code](nowhere.md)`\n<!-- snippet: examples/main.cc -->\n```cpp\nint main() {}\n```\n'
expect 0 "" check

document '[a](docs/nowhere.md)\n'
expect 1 "README.md: the link docs/nowhere.md leads nowhere" check
document '# One\n[a](#two)\n'
expect 1 "the link #two names no heading" check
document '<!-- snippet: examples/main.cc -->\n```cpp\nint main() { return 1; }\n```\n'
expect 1 "the snippet examples/main.cc differs from the file" check
document '<!-- snippet: examples/gone.cc -->\n```cpp\nint main() {}\n```\n'
expect 1 "the snippet examples/gone.cc has no such file" check

finish
