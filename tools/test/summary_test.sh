#!/bin/sh
# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The line of totals is what ctest's report says, and a run in which nothing ran fails.
set -eu
. "$(dirname -- "$0")/assert.sh"

# report CASE...: a report of ctest with these test cases.
report() {
  {
    echo '<?xml version="1.0" encoding="UTF-8"?><testsuite name="all">'
    printf '%s\n' "$@"
    echo '</testsuite>'
  } >"$work/report.xml"
}
summarize() { "$tools/summarize-tests" "$work/report.xml"; }
last_line() { summarize 2>&1 | tail -n 1; }

good='<testcase name="good" status="run"><system-out>1 passed, 2 failed, 3 skipped</system-out></testcase>'
bad='<testcase name="bad" status="fail"><failure message="Failed"/><system-out>expected 1 &lt; 0</system-out></testcase>'
skip='<testcase name="skip" status="notrun"><skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/><system-out>[ RUN      ] S.T
a_test.cc:12: Skipped
No Redis: redis-server is not installed

[  SKIPPED ] S.T (0 ms)</system-out></testcase>'
script='<testcase name="script" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/><system-out>SKIPPED: no engine</system-out></testcase>'
missing='<testcase name="missing" status="notrun"><skipped message="Unable to find executable: /x"/></testcase>'

report "$bad" "$good"
expect 1 "FAILED bad: Failed" summarize
expect 1 "expected 1 < 0" summarize
expect_equal "a failure" "1 passed, 1 failed, 0 skipped" "$(last_line)"

report "$good" "$missing"
expect 1 "FAILED missing: Unable to find executable" summarize

report "$good" "$skip" "$script"
expect 0 "SKIPPED skip: No Redis: redis-server is not installed" summarize
expect 0 "SKIPPED script: no engine" summarize
expect_equal "skips" "1 passed, 0 failed, 2 skipped" "$(last_line)"

report "$skip"
expect 1 "FAILED: no test ran" summarize
expect_equal "only skips" "0 passed, 0 failed, 1 skipped" "$(last_line)"

rm "$work/report.xml"
expect 1 "FAILED: no test ran" summarize
expect_equal "no report" "0 passed, 0 failed, 0 skipped" "$(last_line)"

finish
