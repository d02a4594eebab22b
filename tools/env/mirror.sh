# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The Debian mirror, proxy and certificates that this machine's own apt uses.

# Prints the addresses of the archives in this machine's apt sources that look like Debian's own,
# one a line, best first. apt itself reads the sources, so every format it knows is fine.
# Arguments are handed to apt (tests name other sources with them).
mirror_candidates() {
  apt-get update --print-uris "$@" 2>/dev/null | sed -n "s|^'\(.*\)/dists/\([a-z]*\)/main/binary-.*|\2 \1|p" |
    awk -v own="$(host_suite)" '
      seen[$2]++ { next }
      $1 == own { print $2 }
      $1 != own && $1 ~ /^(stable|testing|unstable|sid)$/ { others = others $2 "\n" }
      END { printf "%s", others }' |
    while read -r address; do resolve_mirror "$address"; done
}

# Cloud images name their mirror in a file: mirror+file:/etc/apt/mirrors/debian.list.
resolve_mirror() {
  case $1 in
    mirror+file:*)
      file=${1#mirror+file:}
      sed -n 's/^[[:space:]]*\([a-z]*:[^[:space:]]*\).*/\1/p' "/${file##/}" 2>/dev/null | sed 's|/*$||'
      ;;
    http://* | https://* | file:*) printf '%s\n' "$1" ;;
  esac
}

# Sets $mirror to the first candidate that has the suite.
find_mirror() {
  probe=$(mktemp)
  for mirror in $(mirror_candidates); do
    if fetch_with_apt "$mirror/dists/$suite/InRelease" "$probe" && grep -q '^Origin: Debian' "$probe"; then
      rm -f "$probe"
      return 0
    fi
  done
  rm -f "$probe"
  registry_error "no Debian mirror of this machine's apt sources answers for '$suite'; check the network" \
    "and /etc/apt (does 'apt-get update' work?)."
}

# apt's own downloader knows its proxies and certificates.
fetch_with_apt() {
  /usr/lib/apt/apt-helper -o Acquire::Retries=1 -o Acquire::http::Timeout=20 \
    -o Acquire::https::Timeout=20 download-file "$1" "$2" >/dev/null 2>&1
}

# The host's settings that a root's apt needs as well.
apt_settings() {
  apt-config dump | grep -E '^Acquire::(https?::|ForceIPv|Check-|AllowInsecure|AllowWeak)' |
    grep -Ev 'Proxy-?Auto-?Detect' || :
}

# The proxy that apt uses for the mirror; empty for none.
apt_proxy() {
  scheme=${mirror%%:*}
  host=${mirror#*://}
  host=${host%%/*}
  host=${host##*@}
  for key in "$scheme::Proxy::${host%%:*}" "$scheme::Proxy" "http::Proxy"; do
    proxy=$(apt_setting "Acquire::$key")
    [ -z "$proxy" ] || break
  done
  [ -n "$proxy" ] || proxy=$(detected_proxy)
  [ "$proxy" = DIRECT ] || printf '%s' "$proxy"
}

apt_setting() { (eval "$(apt-config shell value "$1")" && printf '%s' "${value:-}"); }

detected_proxy() {
  detect=$(apt_setting Acquire::http::Proxy-Auto-Detect)
  [ -n "$detect" ] || detect=$(apt_setting Acquire::http::ProxyAutoDetect)
  [ -z "$detect" ] || "$detect" "$mirror" 2>/dev/null | head -n 1
}

# debootstrap downloads with wget, which has to be told what apt knows.
with_apt_network() {
  (
    proxy=$(apt_proxy)
    if [ -n "$proxy" ]; then
      export http_proxy="$proxy" https_proxy="$proxy"
    fi
    certificates=$(apt_setting Acquire::https::CaInfo)
    certificates=${certificates:-${SSL_CERT_FILE:-}}
    if [ -n "$certificates" ]; then
      printf 'ca_certificate = %s\n' "$certificates" >"$cache/wgetrc"
      export WGETRC="$cache/wgetrc"
    fi
    "$@"
  )
}
