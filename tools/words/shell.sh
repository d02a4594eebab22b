# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
# ./run shell

word_shell() {
  no_arguments "$@"
  choose_environment
  use_preset "${preset:-release}"
  prepare_environment
  say "A shell in the $suite environment; programs of $build/bin come first. 'exit' leaves it."
  run_inside bash -i
}
