# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The way to an environment, and running commands in it. Each way (native.sh, chroot.sh, docker.sh)
# gives two functions: prepare_<way> and enter_<way> COMMAND...

choose_cache() {
  cache=${OTELWRAP_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/otelwrap}
  case $cache in
    /*) ;;
    *) usage_error "OTELWRAP_CACHE must be a whole path, not '$cache'." ;;
  esac
}

# Sets $environment, $suite and the folders that follow from them. Refuses what can't work here.
choose_environment() {
  choose_cache
  suite=${debian:-$(default_suite)}
  environment=${environment:-$(default_environment)}
  root=$cache/roots/$suite
  case $environment in
    native)
      [ "$suite" = "$(host_suite)" ] ||
        usage_error "this machine is not Debian $suite; leave out --environment native or --debian."
      ;;
    chroot) check_chroot_possible ;;
    docker)
      has_docker || usage_error "no Docker engine answers ('docker info'); start one, or leave out" \
        "--environment docker."
      ;;
    none)
      usage_error "the environment needs apt on Debian 12, 13 or sid, or a Docker engine, and" \
        "$(os_release PRETTY_NAME || echo 'this machine') has neither; install Docker, or build with" \
        "plain CMake where the libraries are (see docs/environment.md)."
      ;;
  esac
}

default_suite() {
  case $(host_suite) in
    sid) echo sid ;;
    *) echo trixie ;;
  esac
}

default_environment() {
  if has_apt && [ "$suite" = "$(host_suite)" ]; then
    echo native
  elif has_apt && is_debian; then
    echo chroot
  elif has_docker; then
    echo docker
  else
    echo none
  fi
}

prepare_environment() {
  "prepare_$environment"
}

# use_preset PRESET: the build folder for it.
use_preset() {
  preset=$1
  build=$checkout/build/$suite/$preset
  logs=$checkout/build/$suite/logs
}

# The caller's folder, if it is one of the checkout.
folder_inside() {
  here=$(pwd -P)
  case $here/ in
    "$checkout"/*) printf '%s' "$here" ;;
    *) printf '%s' "$checkout" ;;
  esac
}

# run_inside COMMAND...: in the environment, in the checkout, with the build's programs first on PATH.
run_inside() {
  run_inside_at "$checkout" "$@"
}

# run_inside_at FOLDER COMMAND...
run_inside_at() {
  no_proxy=${no_proxy:+$no_proxy,}localhost,127.0.0.1,::1
  "enter_$environment" env \
    PATH="${build:+$build/bin:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    LC_ALL=C.UTF-8 no_proxy="$no_proxy" NO_PROXY="$no_proxy" \
    CCACHE_DIR="$cache/ccache" CCACHE_BASEDIR="$checkout" CCACHE_NOHASHDIR=1 \
    CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache \
    GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' \
    sh -c 'cd -- "$0" && exec "$@"' "$@"
}
