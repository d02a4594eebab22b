# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# Configure and build a preset into build/<suite>/<preset>.

# build_target TARGET: brings one target of the chosen preset up to date.
build_target() {
  require_disk "$checkout/build" 1000 "a build"
  configure_build
  step "Building $1 ($suite, $preset)" "$logs/$preset-build.log" \
    run_inside cmake --build "$build" --target "$1" --parallel "$(build_jobs)" ||
    explain_build_failure "$logs/$preset-build.log"
}

# Ninja configures again by itself when a CMake file changes, but not when the presets do or when
# the checkout was moved.
configure_build() {
  stamp=$(printf '%s ' "$checkout" | cat - "$checkout/CMakePresets.json" | sha256sum | cut -d ' ' -f 1)
  [ "$(cat "$build/otelwrap-configured" 2>/dev/null)" != "$stamp" ] || [ ! -f "$build/build.ninja" ] ||
    return 0
  if ! grep -qsF "CMAKE_HOME_DIRECTORY:INTERNAL=$checkout" "$build/CMakeCache.txt"; then
    rm -rf "$build"
  fi
  step "Configuring ($suite, $preset)" "$logs/$preset-configure.log" \
    run_inside cmake --preset "$preset" -B "$build" ||
    explain_build_failure "$logs/$preset-configure.log"
  printf '%s\n' "$stamp" >"$build/otelwrap-configured"
}

# A compiler of this code takes about 1.5 GB.
build_jobs() {
  by_memory=$(awk '/^MemAvailable/ {print int($2 / 1500000)}' /proc/meminfo)
  processors=$(nproc)
  jobs=$((by_memory < processors ? by_memory : processors))
  echo "${OTELWRAP_JOBS:-$((jobs > 0 ? jobs : 1))}"
}

explain_build_failure() {
  first=$(grep -nE '^(FAILED|CMake Error)' "$1" | head -n 1 | cut -d : -f 1)
  if [ -n "$first" ]; then
    say "--- from $1"
    tail -n "+$first" "$1" | head -n 60 >&2
    say "---"
  else
    show_log_end "$1"
  fi
  ! grep -q 'No space left on device' "$1" ||
    usage_error "the disk is full; free some space and run this again."
  fail "the build failed; the whole log is $1"
}
