#!/bin/sh
# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# What ./run refuses on a machine that can't do what is asked, and how it says so. The machine is
# played by other definitions of the functions that look at it.
set -eu
. "$(dirname -- "$0")/assert.sh"
checkout=${tools%/tools}

# on_machine DEFINITIONS COMMAND: COMMAND where the machine is as DEFINITIONS say.
on_machine() {
  (
    word=test wait_for_lock=no debian='' environment='' OTELWRAP_NAMESPACE=own OTELWRAP_CACHE=$work/cache
    for part in messages step options lock host mirror packages root environment chroot native docker; do
      . "$tools/env/$part.sh"
    done
    eval "$1"
    eval "$2"
  )
}

debian12='host_suite() { echo bookworm; }; is_debian() { true; }; has_apt() { true; }; has_docker() { false; }'
trixie='host_suite() { echo trixie; }; is_debian() { true; }; has_apt() { true; }'
fedora='host_suite() { :; }; is_debian() { false; }; has_apt() { false; }
  os_release() { echo "Fedora Linux 43"; }'
user='is_root() { false; }' root='is_root() { true; }'
show='choose_environment; echo "$environment $suite"'

expect 0 "chroot trixie" on_machine "$debian12; $root" "$show"
expect 0 "chroot sid" on_machine "$debian12; $root" "debian=sid; $show"
expect 0 "native trixie" on_machine "$trixie; $user" "$show"
expect 0 "chroot sid" on_machine "$trixie; $root" "debian=sid; $show"
expect 0 "docker trixie" on_machine "$fedora; has_docker() { true; }" "$show"

expect 2 "needs root; run this as root" on_machine "$debian12; $user" "$show"
expect 2 "Fedora Linux 43 has neither" on_machine "$fedora; has_docker() { false; }" "$show"
expect 2 "can only be made on Debian" on_machine "$fedora; has_docker() { true; }" "environment=chroot; $show"
expect 2 "no Docker engine answers" on_machine "$debian12; $root" "environment=docker; $show"
expect 2 "this machine is not Debian trixie" on_machine "$debian12; $root" "environment=native; $show"
expect 2 "does not allow mounts" on_machine "$debian12; $root; OTELWRAP_NAMESPACE=host" "$show"
expect 2 "MB are free; free some space" on_machine "$debian12" "require_disk '$work' 999999999 'a build'"
expect 2 "packages are missing; run this as root once" on_machine \
  "$trixie; $user; missing_packages() { echo cmake; }" "choose_environment; prepare_native"

# An unreachable mirror is told from wrong use where that is asked for.
no_mirror='fetch_with_apt() { false; }'
expect 2 "no Debian mirror of this machine's apt sources answers for 'trixie'" on_machine \
  "$debian12; $root; $no_mirror" "choose_environment; find_mirror"
expect 75 "no Debian mirror" on_machine "$debian12; $root; $no_mirror" \
  "OTELWRAP_UNREACHABLE_STATUS=75; choose_environment; find_mirror"

# A time-out is tried again; a refusal is not.
tries='count() { echo x >>"$work/tries"; echo "$1"; false; }'
expect 2 "could not be reached" on_machine "$tries" \
  "suite=trixie cache=$work; package_step Fetching '$work/log' count 'Connection timed out'"
expect_equal "tries after a time-out" 3 "$(grep -c x "$work/tries")"
rm "$work/tries"
expect 2 "could not be reached" on_machine "$tries" \
  "suite=trixie cache=$work; package_step Fetching '$work/log' count 'Failed to fetch: 403 Forbidden'"
expect_equal "tries after a refusal" 1 "$(grep -c x "$work/tries")"
expect 2 "the disk is full" on_machine "$tries" \
  "suite=trixie cache=$work; package_step Fetching '$work/log' count 'write: No space left on device'"

finish
