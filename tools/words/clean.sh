# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
# ./run clean [--all]

word_clean() {
  everything=no
  if [ "${1:-}" = --all ]; then
    everything=yes
    shift
  fi
  no_arguments "$@"
  choose_cache
  refuse_if_in_use "$checkout/build"/*/*.lock
  rm -rf "$checkout/build" "$checkout/trace.html"
  say "Removed $checkout/build"
  [ "$everything" = yes ] || return 0
  refuse_if_in_use "$cache/roots"/*.lock "$cache/roots"/*.users/*
  chmod -R u+w "$cache" 2>/dev/null || :
  for part in roots packages ccache jaeger go tidy logs wgetrc; do
    rm -rf --one-file-system "$cache/${part:?}"
  done
  rmdir "$cache" 2>/dev/null || :
  say "Removed the environments and caches in $cache"
}

# refuse_if_in_use LOCK_FILE...
refuse_if_in_use() {
  for file in "$@"; do
    [ ! -e "$file" ] || flock --nonblock "$file" true ||
      usage_error "another ./run still uses $(basename -- "$file"); end it first."
  done
}
