#!/usr/bin/env bash
# System libraries, fonts and programs, by Debian/Ubuntu package name.
#   system_packages.sh run    (or dev) what the product needs: venv, Pango for the PDFs, Chinese fonts, ffmpeg for recordings
#   system_packages.sh test   the same and PostgreSQL, Redis, Chromium, Poppler
# Asks for the ability, not for the package, so that a machine set up in another way is left alone.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PYTHON_BIN="$(find_python)" || fail \
    "需要 Python 3.11 或以上版本（apt-get install python3），或用 PYTHON=/路径/python3 指定。" \
    "Python 3.11 or newer is required; PYTHON=/path/to/python3 selects one."

has_module() { "$PYTHON_BIN" -c "import $1" 2>/dev/null; }
has_library() { "$PYTHON_BIN" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" 2>/dev/null; }
has_program() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null; }
has_chinese_fonts() { has_program fc-list && fc-list ':lang=zh-cn' family | grep -q 'Serif CJK SC'; }
has_films() { has_program ffprobe && has_program ffmpeg; }
has_postgresql() { has_program postgres || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }
# A browser that Playwright fetched for itself is as good as the packaged one.
has_chromium() {
    has_program chromium || has_program google-chrome ||
        compgen -G "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}/chromium*/chrome-linux*/*chrom*" >/dev/null
}

missing=()
# need PACKAGE CHECK…
need() {
    local package="$1"
    shift
    "$@" || missing+=("$package")
}

check_all() {
    missing=()
    need "python$("$PYTHON_BIN" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv" has_module ensurepip,venv
    need libpango-1.0-0 has_library libpango-1.0.so.0
    need libpangoft2-1.0-0 has_library libpangoft2-1.0.so.0
    need libharfbuzz0b has_library libharfbuzz.so.0
    need libharfbuzz-subset0 has_library libharfbuzz-subset.so.0
    need fontconfig has_program fc-list
    need fonts-noto-cjk has_chinese_fonts
    need ffmpeg has_films
    [ "$1" = test ] || return 0
    need postgresql has_postgresql
    need redis-server has_program redis-server
    need poppler-utils has_program pdftotext
    need chromium has_chromium
}

install_with_apt() {
    command -v apt-get >/dev/null || return 1
    say "安装系统软件包 / installing: ${missing[*]}"
    local options=(-qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
    as_root env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" update &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install -y --no-install-recommends \
            "${missing[@]}" >/dev/null
}

level="${1:-run}"
check_all "$level"
[ "${#missing[@]}" -gt 0 ] || exit 0
install_with_apt || true
check_all "$level"
[ "${#missing[@]}" -eq 0 ] || fail \
    "缺少系统软件包：${missing[*]}" \
    "请由有管理员权限的人执行：apt-get install ${missing[*]}  （或开通免密 sudo）后再试。" \
    "Missing system packages, and they could not be installed from here. Install them, then try again."
