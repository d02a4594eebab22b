#!/bin/sh
# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The mirror is read from apt's own sources, in both formats.
set -eu
. "$(dirname -- "$0")/assert.sh"
command -v apt-get >/dev/null || {
  echo "SKIPPED: this machine has no apt"
  exit 77
}
. "$tools/env/host.sh"
. "$tools/env/mirror.sh"
host_suite() { echo bookworm; }
mkdir -p "$work/lists/partial"

# candidates FILE: as on a machine whose only source is FILE.
candidates() {
  mirror_candidates -o "Dir::Etc::sourcelist=$1" -o Dir::Etc::sourceparts=/dev/null \
    -o "Dir::State::lists=$work/lists"
}

cat >"$work/one-line.list" <<'END'
# deb http://commented.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example/debian/ bookworm main contrib
deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example/debian bookworm main
deb http://security.example/debian-security bookworm-security main
deb http://vendor.example/apt nodistro main
END
expect_equal "one-line format" http://mirror.example/debian "$(candidates "$work/one-line.list")"

cat >"$work/deb822.sources" <<'END'
Types: deb deb-src
URIs: https://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Enabled: no
Types: deb
URIs: http://disabled.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://other.example/debian
Suites: stable
Components: main
END
expect_equal "deb822 format, two mirrors" "https://mirror.example/debian
http://other.example/debian" "$(candidates "$work/deb822.sources")"

printf 'deb mirror+file:%s bookworm main\n' "$work/mirrors.list" >"$work/cloud.list"
printf '# nearest first\nhttps://near.example/debian/\nhttps://far.example/debian\tpriority:2\n' >"$work/mirrors.list"
expect_equal "mirror file of a cloud image" "https://near.example/debian
https://far.example/debian" "$(candidates "$work/cloud.list")"

echo 'deb cdrom:[Debian]/ bookworm main' >"$work/cdrom.list"
expect_equal "a disc only" "" "$(candidates "$work/cdrom.list")"

finish
