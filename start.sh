#!/bin/sh
# 双击，或在终端里运行：备好需要的程序，在浏览器中打开评分标准。
# Sets up what is needed and opens the app in the browser; what follows the name of this file goes to `rubrics app`.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
project=${RUBRICS_PROJECT:-$HOME/考核评分标准}
ready=$here/.venv/.ready-app

stop() {
    printf '%s\n' "$@"
    # 双击打开的窗口留着，直到看完
    if [ -t 0 ]; then
        printf '按回车键关闭。'
        read -r _
    fi
    exit 1
}

if ! [ "$ready" -nt "$here/requirements/app.txt" ]; then
    python=
    for one in python3.13 python3.12 python3.11 python3; do
        if command -v "$one" >/dev/null && "$one" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$one
            break
        fi
    done
    [ -n "$python" ] || stop '没有找到 Python 3.11 或更新的版本，请先安装，再运行一次：' \
        '  Debian、Ubuntu、统信、麒麟：sudo apt install python3 python3-venv' \
        '  macOS 和其他系统：https://www.python.org/downloads/'
    echo '第一次运行，正在准备（约需几分钟，要联网）：'
    echo '1/3 建立运行环境'
    "$python" -m venv --clear "$here/.venv" || stop '未能建立运行环境。Debian、Ubuntu 请先运行：sudo apt install python3-venv'
    pip() {
        "$here/.venv/bin/python" -m pip install -q --disable-pip-version-check "$@" ||
            stop '安装没有完成：请检查网络（需要访问 pypi.org 或本单位的镜像），再运行一次。'
    }
    echo '2/3 下载并核对所需的程序'
    pip --require-hashes -r "$here/requirements/build.txt"
    pip --require-hashes --no-build-isolation -r "$here/requirements/app.txt"
    echo '3/3 安装'
    pip --no-deps --no-build-isolation -e "$here"
    : >"$ready"
fi

echo "正在打开项目 $project"
echo '浏览器会自动打开；没有打开的话，请把下面的网址复制到浏览器。用完后关闭这个窗口。'
exec "$here/.venv/bin/rubrics" app "$project" --lang zh "$@"
