# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The way without a root: this machine is the Debian that is asked for.

prepare_native() {
  mkdir -p "$cache/ccache" || usage_error "the folder $cache can't be made; name another with OTELWRAP_CACHE."
  missing=$(missing_packages | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  is_root || usage_error "packages are missing; run this as root once, or install them:" \
    "apt-get install $missing"
  require_disk "$cache" 100 "a build"
  require_disk /usr 2500 "installing the packages"
  package_step "Reading this machine's package lists" "$cache/logs/host-update.log" apt_get update
  # shellcheck disable=SC2086 # one word per package
  package_step "Installing what is missing on this machine" "$cache/logs/host-packages.log" \
    install_native $missing
}

missing_packages() {
  wanted=$(package_list)
  # shellcheck disable=SC2086 # one word per package
  dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null |
    sed -n 's/^installed //p' | sort -u | { printf '%s\n' "$wanted" | comm -23 - /dev/fd/3; } 3<&0
}

install_native() {
  setsid --wait dpkg --configure -a && without_service_starts apt_get install "$@"
}

# The tests start servers of their own; an installation must not. A policy file says so, if the
# machine has none of its own.
without_service_starts() {
  policy=/usr/sbin/policy-rc.d
  if [ -e "$policy" ] && ! grep -q otelwrap "$policy"; then
    "$@"
    return
  fi
  printf '#!/bin/sh\n# otelwrap: only while it installs packages\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  "$@" && result=0 || result=$?
  rm -f "$policy"
  return "$result"
}

enter_native() { "$@"; }
