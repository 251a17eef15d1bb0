#!/bin/sh
# `make run`: the main job for a few seconds on live events of this machine, ending with a summary.
set -eu
cd "$(dirname "$0")/.."

# Something to see on a quiet machine: a few files opened, five times a second.
background() {
  while :; do
    cat /etc/hostname /etc/os-release /no/such/file >/dev/null 2>&1 || true
    sleep 0.2
  done
}

set -- dist/systrace -d "${SECONDS_TO_RUN:-3}" \
  -e "on('openat', e => print(e.comm, e.filename, e.ret)); on('*', e => count(e.comm))"
# Without sudo, or anybody to type its password, systrace itself says what it lacks.
if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null 2>&1; then
  if [ -t 0 ] || sudo -n true 2>/dev/null; then set -- sudo "$@"; fi
fi

background &
load=$!
trap 'kill "$load" 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM
status=0
"$@" || status=$?
exit "$status"
