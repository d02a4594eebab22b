# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# What kind of machine this is.

os_release() { (. /etc/os-release 2>/dev/null && eval "printf '%s' \"\${$1:-}\""); }

# trixie, sid, or the code name of another release. Sid and testing share theirs.
host_suite() {
  case $(os_release ID)/$(cat /etc/debian_version 2>/dev/null) in
    debian/*/sid) echo sid ;;
    *) os_release VERSION_CODENAME ;;
  esac
}

is_debian() { [ "$(os_release ID)" = debian ]; }
is_root() { [ "$(id -u)" -eq 0 ]; }
has_apt() { command -v apt-get >/dev/null 2>&1; }
has_docker() { command -v docker >/dev/null 2>&1 && docker info >/dev/null 2>&1; }

require_root() {
  is_root || usage_error "$1 needs root; run this as root (sudo ./run $word), or use" \
    "--environment docker where a Docker engine runs."
}

# require_disk FOLDER MEGABYTES WHAT
require_disk() {
  mkdir -p "$1" || usage_error "the folder $1 can't be made; choose another with OTELWRAP_CACHE."
  free=$(df -Pk -- "$1" | awk 'NR == 2 {print int($4 / 1024)}')
  [ "$free" -ge "$2" ] || usage_error "$3 needs about $2 MB in $1, but only $free MB are free;" \
    "free some space, or name another folder with OTELWRAP_CACHE."
}
