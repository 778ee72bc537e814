#!/usr/bin/env bash
# Installs what the system misses through apt when that is allowed, else names the exact line and stops.
# Usage: system.sh venv | postgres | chromium ... ; PYTHON says which Python must be able to make a .venv.
set -euo pipefail

makes_venv() {
    for name in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
        if "$name" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then return; fi
    done
    return 1
}

has_library() {
    local home="${LIBRARIES:-/usr/lib}"
    compgen -G "$home/$1" >/dev/null || compgen -G "$home/*/$1" >/dev/null || compgen -G "${home}64/$1" >/dev/null
}

missing=()
for what in "$@"; do
    case "$what" in
        venv) makes_venv || missing+=(python3-venv) ;;
        postgres) [ -x /usr/lib/postgresql/15/bin/initdb ] || missing+=(postgresql-15) ;;
        chromium)
            [ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing+=(chromium fonts-dejavu-core)
            # Playwright drives it with a program of its own, which a bare Debian cannot load.
            has_library libatomic.so.1 || missing+=(libatomic1)
            ;;
        *) echo "system.sh does not know '$what'" >&2; exit 2 ;;
    esac
done
[ "${#missing[@]}" -eq 0 ] && exit 0

line="apt-get install --yes --no-install-recommends ${missing[*]}"
if ! command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]}. Please install it with your system's package manager." >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=(env)
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n env)
else
    echo "Missing: ${missing[*]}. Please run: sudo apt-get update && sudo $line" >&2
    exit 1
fi
echo "Installing ${missing[*]}"
"${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes $line -qq >/dev/null
