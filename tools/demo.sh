#!/bin/sh
# `make run`: the main job for a few seconds on live events of this machine, ending with a summary.
set -eu
cd "$(dirname "$0")/.."

seconds=${SECONDS_TO_RUN:-3}
script="const calls = count.table('system calls by program')
const times = hist.table('time that reads took')
let shown = 0

on('openat', e => {
  if (shown++ < 20) printf('%-15s %-7d %-8s %s\n', e.comm, e.pid, e.error ?? 'ok', e.filename)
})
on('read', e => times.add(e.duration))
on('*', e => calls.add(e.comm))

end(() => {
  times.print()
  calls.print(10)
})"

# Something to see on a quiet machine: a few files opened and read, five times a second.
background() {
  export LC_ALL=C
  while :; do
    cat /etc/hostname /etc/os-release /no/such/file >/dev/null 2>&1 || true
    sleep 0.2
  done
}

set -- dist/systrace -d "$seconds" -e "$script"
# Without sudo, or anybody to type its password, systrace itself says what it lacks.
if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null 2>&1; then
  if [ -t 0 ] || sudo -n true 2>/dev/null; then set -- sudo "$@"; fi
fi

printf '%s\n\n' "$script" | sed 's/^./  &/' >&2
echo "The first opened files, then a summary after $seconds seconds:" >&2
echo >&2

background &
load=$!
trap 'kill "$load" 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM
status=0
"$@" || status=$?
exit "$status"
