# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The way through a Debian root: the checkout and the cache are bound in under their own paths.

check_chroot_possible() {
  has_apt && is_debian ||
    usage_error "a Debian root can only be made on Debian; use --environment docker here."
  require_root "making and entering a Debian root"
  [ "$OTELWRAP_NAMESPACE" = own ] ||
    usage_error "this machine does not allow mounts (a container without privileges?); use one that" \
      "does, or a Debian $suite where no root is needed."
}

prepare_chroot() {
  prepare_root
  mkdir -p "$cache/ccache"
  copy_network_files "$root"
  mount --rbind /dev "$root/dev"
  mount --rbind /sys "$root/sys"
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  bind_into_root "$checkout"
  bind_into_root "$cache"
  bind_git_folder
}

# bind_into_root FOLDER: the same folder under the same path inside.
bind_into_root() {
  mkdir -p "$root$1"
  mount --bind "$1" "$root$1"
}

# A work tree of git keeps its data outside the checkout.
bind_git_folder() {
  [ -f "$checkout/.git" ] || return 0
  folder=$(git -C "$checkout" rev-parse --path-format=absolute --git-common-dir 2>/dev/null) || return 0
  bind_into_root "$folder"
}

enter_chroot() {
  HOME=/root chroot "$root" env -u SSL_CERT_FILE -u SSL_CERT_DIR -u CURL_CA_BUNDLE \
    -u LD_PRELOAD -u LD_LIBRARY_PATH "$@"
}
