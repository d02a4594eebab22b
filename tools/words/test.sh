# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
# ./run test [-R PATTERN]

word_test() {
  pattern=''
  while [ $# -gt 0 ]; do
    case $1 in
      -R)
        [ $# -ge 2 ] || usage_error "-R needs a pattern of test names."
        pattern=$2
        shift
        ;;
      *) no_arguments "$@" ;;
    esac
    shift
  done
  choose_environment
  use_preset "${preset:-dev}"
  lock_build_folder
  prepare_environment
  build_target all
  offer_jaeger
  offer_go
  run_tests
}

# Ends with the line of totals; the status is that of the tests.
run_tests() {
  report=$build/test-results.xml
  rm -f "$report"
  step "Testing ($suite, $preset)" "$logs/$preset-test.log" without_user_telemetry \
    run_inside ctest --test-dir "$build" --parallel 2 --timeout 300 --output-on-failure --no-tests=error \
    --output-junit "$report" ${pattern:+-R "$pattern"} || :
  run_inside "$tools/summarize-tests" "$report"
}

# Tests set their own OTEL_ variables; the user's would change what they see.
without_user_telemetry() {
  for variable in $(env | sed -n 's/^\(OTEL_[A-Z0-9_]*\)=.*/\1/p'); do unset "$variable"; done
  "$@"
}
