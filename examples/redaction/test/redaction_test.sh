#!/bin/sh
# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# redaction_test.sh PROGRAM: its command line, and that nothing secret comes out of it.

set -u
program=$1
folder=$(dirname "$0")
failures=0

fail() {
  echo "FAILED: $1"
  failures=$((failures + 1))
}

# expect_wrong_use SENTENCE ARGUMENTS...
expect_wrong_use() {
  sentence=$1
  shift
  output=$("$program" "$@" 2>&1 </dev/null)
  status=$?
  [ $status -eq 2 ] || fail "'$*' ended with $status, not 2"
  [ "$output" = "redaction: $sentence" ] || fail "'$*' said: $output"
}

# expect_output EXPECTED ARGUMENTS..., the input on stdin; all three in the notation of printf
expect_output() {
  expected=$(printf "$1")
  shift
  output=$("$program" "$@")
  [ "$output" = "$expected" ] || fail "$* gave
  $output
not
  $expected"
}

# No line of the corpus may lose its secret, which is always written as S3cr3t or 424242.
expect_no_secret() {
  corpus=$folder/secrets/$1
  shift
  output=$("$program" "$@" <"$corpus") || fail "$corpus ended with $?"
  case $output in *[Ss]3[Cc][Rr]3[Tt]* | *424242*) fail "$corpus shows a secret:
$output" ;; esac
  [ "$(printf '%s\n' "$output" | wc -l)" -eq "$(wc -l <"$corpus")" ] ||
    fail "$corpus: not one line for each input"
}

usage='write it as: redaction sql|redis|url [--ansi-quotes] [--no-backslash-escapes] [--charset NAME] [--collapse-lists] [-0]'
expect_wrong_use "$usage"
expect_wrong_use "$usage" csv
expect_wrong_use "'--quick' is no option of redaction." sql --quick
expect_wrong_use "--charset needs a name, such as utf8mb4." sql --charset
expect_wrong_use "--ansi-quotes, --no-backslash-escapes, --charset and --collapse-lists are for sql only." url --ansi-quotes

output=$(printf 'GET "open\nGET a\n' | "$program" redis 2>/dev/null)
[ $? -eq 1 ] || fail "an open quote is not told"
[ "$output" = "$(printf '\t\nGET ?\tGET')" ] || fail "an open quote gave: $output"

expect_output 'SELECT * FROM item WHERE id = ?\tSELECT item' sql <<'EOF'
SELECT * FROM item WHERE id = 424242
EOF
expect_output 'SELECT "item"\tSELECT' sql --ansi-quotes <<'EOF'
SELECT "item"
EOF
expect_output 'SELECT ?\tSELECT' sql <<'EOF'
SELECT "item"
EOF
expect_output 'SELECT a FROM t WHERE b IN (?)\tSELECT t' sql --collapse-lists <<'EOF'
SELECT a FROM t WHERE b IN (424242, 'S3cr3t')
EOF
expect_output 'SET session:? ?\tSET' redis <<'EOF'
SET "session:\x38f" 'S3cr3t'
EOF
expect_output 'https://REDACTED:REDACTED@shop.test/a?sig=REDACTED\tshop.test:443' url <<'EOF'
https://me:S3cr3t@shop.test/a?sig=S3cr3t
EOF
with_nul=$(mktemp)
printf 'SELECT\n1\0SELECT 2\0' >"$with_nul"
expect_output 'SELECT\\n?\tSELECT\nSELECT ?\tSELECT' sql -0 <"$with_nul"
rm -f "$with_nul"

expect_no_secret sql.txt sql
expect_no_secret sql.txt sql --ansi-quotes
expect_no_secret sql.txt sql --charset gbk
expect_no_secret sql_no_backslash.txt sql --no-backslash-escapes
expect_no_secret redis.txt redis
expect_no_secret url.txt url

[ $failures -eq 0 ] || exit 1
echo "all as expected"
