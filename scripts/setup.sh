#!/usr/bin/env bash
# Everything a command needs, made if it is not there yet.
#   setup.sh run    for `make run`
#   setup.sh dev    and the tools of the checks
#   setup.sh test   and the servers and the browser of `make test`
#   setup.sh bench  the same, and the peers that `make bench` measures against
# Said twice it does nothing the second time: each step asks first.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

level="${1:-run}"
"$ROOT/scripts/system_packages.sh" "${level/bench/test}"

# A virtual environment holds absolute paths: one that was copied or whose Python is gone is made anew.
venv_is_sound() {
    [ -x "$VENV/bin/python" ] && [ -f "$VENV/bin/pip" ] && grep -qsF "$VENV" "$VENV/bin/pip" &&
        "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# install_locked NAME: only when requirements/NAME.txt is not the list that was installed last.
install_locked() {
    local name="$1" stamp="$VENV/.installed-$1" wanted
    wanted="$(sha256sum <"requirements/$name.txt")"
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
    say "安装 Python 依赖 / installing Python packages: requirements/$name.txt"
    "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
        --require-hashes -r "requirements/$name.txt" || fail \
        "Python 依赖没有装上，请检查网络后重新执行。" \
        "The Python packages could not be installed; check the network and try again."
    printf '%s\n' "$wanted" >"$stamp"
}

if ! venv_is_sound; then
    say "建立虚拟环境 / creating the virtual environment .venv"
    "$(find_python)" -m venv --clear "$VENV"
fi
install_locked runtime
[ "$level" = run ] || install_locked dev
[ "$level" != bench ] || install_locked bench
