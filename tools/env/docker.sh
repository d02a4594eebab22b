# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The way through a container, where an engine runs but this machine is no Debian.

prepare_docker() {
  mkdir -p "$cache/ccache" || usage_error "the folder $cache can't be made; name another with OTELWRAP_CACHE."
  image=otelwrap-environment:$suite-$(package_stamp | cut -c 1-12)
  label=otelwrap.run=$(printf '%s' "$checkout/$suite" | sha256sum | cut -c 1-12)
  docker image inspect "$image" >/dev/null 2>&1 ||
    package_step "Making the container image for Debian $suite" "$cache/logs/$suite-image.log" \
      docker build --network host --file "$checkout/docker/Dockerfile" --target environment \
      --build-arg "DEBIAN=$suite" --tag "$image" "$checkout"
  trap 'remove_containers' EXIT
}

# A container outlives its client that was killed: this run's go at its end.
remove_containers() {
  left=$(docker ps --quiet --filter "label=$label-$OTELWRAP_RUN_PID")
  # shellcheck disable=SC2086 # one word per container
  [ -z "$left" ] || docker rm --force $left >/dev/null 2>&1 || :
}

enter_docker() {
  terminal=''
  [ ! -t 0 ] || [ ! -t 1 ] || terminal=--tty
  # shellcheck disable=SC2046,SC2086 # a list of options, one option or none
  docker run --rm --init --interactive $terminal --network host --user "$(id -u):$(id -g)" \
    --label "$label-$OTELWRAP_RUN_PID" --env HOME=/tmp --env TERM $(forwarded_variables) \
    --volume "$checkout:$checkout" --volume "$cache:$cache" --workdir "$checkout" "$image" "$@"
}

# Names only: docker takes the values itself.
forwarded_variables() {
  env | sed -n 's/^\(OTEL[A-Z0-9_]*\|GTEST_[A-Z_]*\|CI\)=.*/--env \1/p'
}
