#!/bin/sh
# Makes .venv and installs the locked packages; done once for each content of the lock.
# usage: scripts/setup.sh requirements.txt | requirements-dev.txt
set -eu
lock=$1

sum() { cksum <"$1" | tr -d ' \t'; }

done_already() { [ -f ".venv/locked-$1" ] && [ "$(cat ".venv/locked-$1")" = "$(sum "$1")" ]; }

# The development lock holds everything of the other one.
if done_already "$lock" || { [ "$lock" = requirements.txt ] && done_already requirements-dev.txt; }; then
    exit 0
fi

suits() { command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if suits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "Lika needs Python 3.11 or newer / 需要 Python 3.11 或更高版本。" >&2
    exit 1
}

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(find_python)
    rm -rf .venv
    if ! "$python" -m venv .venv; then
        rm -rf .venv
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            apt-get update -q && apt-get install -qy python3-venv && "$python" -m venv .venv
        else
            echo "Install the venv module of $python (Debian: python3-venv) and try again." >&2
            exit 1
        fi
    fi
fi
echo "installing $lock / 正在安装依赖…"
.venv/bin/python -m pip install --disable-pip-version-check --quiet --require-hashes -r "$lock"
sum "$lock" >".venv/locked-$lock"
