# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# Making a Debian root, and keeping its packages up to the list. A root is made under a temporary
# name and renamed when it is whole; what a stopped run left is removed or mended by the next.

root_megabytes=4000

# Sees to a whole root with the listed packages, and registers this run as its user.
prepare_root() {
  mkdir -p "$cache/roots" || usage_error "the folder $cache can't be made; name another with OTELWRAP_CACHE."
  chmod 700 "$cache/roots"
  lock_root
  if [ "$(cat "$root/otelwrap-stamp" 2>/dev/null)" != "$(package_stamp)" ]; then
    require_unused_root
    if [ -d "$root" ]; then update_root; else make_root; fi
  fi
  register_root_user
  unlock_root
}

make_root() {
  require_disk "$cache" "$root_megabytes" "the $suite environment"
  find_mirror
  install_debootstrap
  part=$root.part
  rm -rf --one-file-system "$part"
  mkdir -p "$cache/packages/$suite"
  package_step "Making a Debian $suite root" "$cache/logs/$suite-root.log" bootstrap "$part"
  configure_root "$part"
  package_step "Installing the packages into it" "$cache/logs/$suite-packages.log" \
    install_into_root "$part"
  package_stamp >"$part/otelwrap-stamp"
  mv "$part" "$root"
}

# The list has changed, or an installation was stopped half-way.
update_root() {
  rm -f "$root/otelwrap-stamp"
  find_mirror
  configure_root "$root"
  package_step "Bringing the $suite packages up to the list" "$cache/logs/$suite-packages.log" \
    install_into_root "$root"
  package_stamp >"$root/otelwrap-stamp"
}

install_debootstrap() {
  command -v debootstrap >/dev/null 2>&1 || {
    package_step "Reading this machine's package lists" "$cache/logs/host-update.log" apt_get update
    package_step "Installing debootstrap" "$cache/logs/host-packages.log" apt_get install debootstrap
  }
}

bootstrap() {
  rm -rf --one-file-system "$1"
  with_apt_network debootstrap --variant=minbase --include=ca-certificates \
    --cache-dir="$cache/packages/$suite" "$suite" "$1" "$mirror"
}

configure_root() {
  printf 'deb %s %s main\n' "$mirror" "$suite" >"$1/etc/apt/sources.list"
  {
    apt_settings
    echo 'Acquire::Retries "3";'
    # Sid's mirror may be a snapshot, whose Release file has run out.
    [ "$suite" != sid ] || echo 'Acquire::Check-Valid-Until "false";'
  } >"$1/etc/apt/apt.conf.d/90otelwrap"
  printf '%s\n' force-unsafe-io 'path-exclude=/usr/share/doc/*' 'path-exclude=/usr/share/man/*' \
    'path-exclude=/usr/share/locale/*' >"$1/etc/dpkg/dpkg.cfg.d/otelwrap"
  printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d" # packages start no servers
  chmod 755 "$1/usr/sbin/policy-rc.d"
  copy_network_files "$1"
  copy_certificates "$1"
}

copy_network_files() {
  for file in resolv.conf hosts; do
    [ ! -e "/etc/$file" ] || cp -L "/etc/$file" "$1/etc/$file"
  done
}

copy_certificates() {
  if [ -d /usr/local/share/ca-certificates ]; then
    mkdir -p "$1/usr/local/share/ca-certificates"
    cp -RL /usr/local/share/ca-certificates/. "$1/usr/local/share/ca-certificates/"
    chroot "$1" update-ca-certificates >/dev/null 2>&1 || :
  fi
  certificates=$(apt_setting Acquire::https::CaInfo)
  if [ -f "$certificates" ]; then
    mkdir -p "$1$(dirname -- "$certificates")"
    cp -L "$certificates" "$1$certificates"
  fi
}

install_into_root() {
  mount -t proc proc "$1/proc" && mount --bind "$cache/packages/$suite" "$1/var/cache/apt/archives" &&
    mkdir -p "$1/var/cache/apt/archives/partial" && install_listed_packages "$1"
  result=$?
  umount "$1/var/cache/apt/archives" "$1/proc"
  return "$result"
}

install_listed_packages() {
  # shellcheck disable=SC2046 # one word per package
  chroot_apt_get "$1" update && setsid --wait chroot "$1" dpkg --configure -a &&
    chroot_apt_get "$1" --fix-broken install &&
    chroot_apt_get "$1" install $(package_list) && chroot_apt_get "$1" autoclean
}

# In a session of its own: apt and dpkg take the terminal, and Ctrl-C would not come to us.
chroot_apt_get() {
  chroot_of_apt=$1
  shift
  LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive setsid --wait chroot "$chroot_of_apt" apt-get -y -q \
    -o APT::Install-Recommends=false -o Dpkg::Use-Pty=0 "$@"
}
