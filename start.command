#!/bin/sh
# macOS 里双击运行：与 start.sh 相同。 The same as start.sh, for a double click on macOS.
exec "$(dirname "$0")/start.sh" "$@"
