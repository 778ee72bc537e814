#!/usr/bin/env bash
# Makes .venv from the lock files: `venv.sh run` for what a school runs, `venv.sh dev` for what developers need too.
# A stamp of the lock files and of this place makes the second time quick.
set -euo pipefail
cd "$(dirname "$0")/.."
kind="${1:?run or dev}"

newest_python() {
    for name in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "Omzien needs Python 3.11 or newer. On Debian 12: apt-get install python3" >&2
    exit 1
}

# The commands in .venv know where they stand, so a folder that was moved gets them anew.
stamp_of() { (pwd && cat requirements/build.txt "requirements/$1.txt" pyproject.toml) | sha256sum | cut -c1-16; }
runs() { [ -x .venv/bin/omzien ] && .venv/bin/python -c '' 2>/dev/null; }

stamp=".venv/.installed-$kind-$(stamp_of "$kind")"
if [ -e "$stamp" ] && runs; then
    exit 0
fi
# Everything that a school runs is in the developers' set too.
if [ "$kind" = run ] && [ -e ".venv/.installed-dev-$(stamp_of dev)" ] && runs; then
    exit 0
fi

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python="$(newest_python)"
    rm -rf .venv
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        PYTHON="$python" bash tools/system.sh venv
        "$python" -m venv .venv
    fi
fi

echo "Installing Python packages into .venv (once)"
pip=(.venv/bin/python -m pip --disable-pip-version-check install --quiet)
"${pip[@]}" --require-hashes -r requirements/build.txt
"${pip[@]}" --require-hashes -r "requirements/$kind.txt"
PYTHONWARNINGS=ignore "${pip[@]}" --no-deps --no-build-isolation --editable .
rm -f .venv/.installed-"$kind"-*
touch "$stamp"
