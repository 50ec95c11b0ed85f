#!/bin/sh
# Sees to a browser with Chinese fonts for the journeys in tests/journeys.
set -u

found() {
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
        command -v google-chrome >/dev/null 2>&1
}

if ! found && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing chromium and Chinese fonts for the browser tests"
    apt-get update -q >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
        chromium fonts-noto-cjk >/dev/null 2>&1
fi
if found; then
    exit 0
fi
echo "**********************************************************************"
echo "* No chromium: the journeys in a real browser (tests/journeys) are   *"
echo "* SKIPPED. Install chromium and fonts-noto-cjk to run them.          *"
echo "* 未找到 chromium,浏览器测试将被跳过。                               *"
echo "**********************************************************************"
[ "${CI:-}" != true ]
