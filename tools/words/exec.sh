# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
# ./run exec -- COMMAND

word_exec() {
  [ "${1:-}" = -- ] && [ $# -ge 2 ] || usage_error "write it as: ./run exec -- COMMAND [ARGUMENTS]"
  shift
  choose_environment
  use_preset "${preset:-release}"
  lock_build_folder
  prepare_environment
  build_target otelwrap_programs
  unlock_build_folder
  run_inside_at "$(folder_inside)" "$@"
}
