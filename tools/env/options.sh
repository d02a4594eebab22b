# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The command line: the word, the options that every word knows, and what is left for the word.

words="demo test check bench fuzz exec shell jaeger clean help"

# Sets $word, $word_arguments (quoted for eval), $debian, $environment, $preset and $wait_for_lock.
parse_options() {
  debian=${OTELWRAP_DEBIAN:-} environment=${OTELWRAP_ENVIRONMENT:-} preset='' wait_for_lock=no
  word='' word_arguments=''
  while [ $# -gt 0 ]; do
    case $1 in
      --debian | --environment | --preset)
        [ $# -ge 2 ] && [ -n "$2" ] || usage_error "$1 needs a value; './run help' lists them."
        set_option "${1#--}" "$2"
        shift
        ;;
      --debian=* | --environment=* | --preset=*)
        option=${1%%=*}
        set_option "${option#--}" "${1#*=}"
        ;;
      --wait) wait_for_lock=yes ;;
      --help | -h) word=help ;;
      --)
        while [ $# -gt 0 ]; do add_argument "$1" && shift; done
        break
        ;;
      *) if [ -z "$word" ]; then word=$1; else add_argument "$1"; fi ;;
    esac
    shift
  done
  word=${word:-help}
  check_word
  check_choice --debian "$debian" trixie sid
  check_choice --environment "$environment" native chroot docker
  check_choice --preset "$preset" dev release asan-ubsan tsan coverage fuzz
}

set_option() {
  case $1 in
    debian) debian=$2 ;;
    environment) environment=$2 ;;
    preset) preset=$2 ;;
  esac
}

add_argument() {
  word_arguments="$word_arguments '$(printf '%s' "$1" | sed "s/'/'\\\\''/g")'"
}

check_word() {
  for known in $words; do
    [ "$word" != "$known" ] || return 0
  done
  case $word in
    -*) usage_error "unknown option '$word'; './run help' lists the options." ;;
    *) usage_error "unknown word '$word'; use one of: $words." ;;
  esac
}

# check_choice OPTION VALUE ALLOWED...
check_choice() {
  option=$1 value=$2
  shift 2
  [ -n "$value" ] || return 0
  for allowed in "$@"; do
    [ "$value" != "$allowed" ] || return 0
  done
  usage_error "$option can't be '$value'; use one of: $*."
}

# For words that take no arguments of their own.
no_arguments() {
  [ $# -eq 0 ] || usage_error "'./run $word' does not know '$1'; './run help' shows how it is used."
}

no_preset() {
  [ -z "$preset" ] || usage_error "'./run $word' has its own preset: leave --preset out."
}
