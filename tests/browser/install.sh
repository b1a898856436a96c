#!/bin/sh
# Installs what the browser tests need: Chromium and a font with Chinese characters.
# Never fails: without a browser the tests say so and skip.
set -u

have_font() {
    command -v fc-list >/dev/null 2>&1 && fc-list ':lang=zh' family 2>/dev/null | grep -q .
}

wanted=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 \
    || command -v google-chrome >/dev/null 2>&1 || wanted="chromium"
have_font || wanted="$wanted fonts-noto-cjk"
wanted=${wanted# }
[ -z "$wanted" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "browser tests: installing $wanted"
    # shellcheck disable=SC2086  (several packages)
    if apt-get update -qq \
        && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $wanted \
            >/dev/null; then
        exit 0
    fi
    echo "browser tests: could not install $wanted; they will be skipped" >&2
    exit 0
fi
echo "browser tests need: $wanted" >&2
echo "  Debian, Ubuntu: sudo apt-get install $wanted" >&2
echo "  macOS:          brew install --cask chromium" >&2
echo "Without it they are skipped." >&2
exit 0
