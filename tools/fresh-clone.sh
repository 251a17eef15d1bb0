#!/bin/sh
# Shows that the two commands of the README hold on a machine that has seen nothing of ours: clones HEAD into an empty
# folder, with an empty home and an empty environment, runs `make run` and `make test` there, and removes it all.
#
#   tools/fresh-clone.sh              what is committed
#   tools/fresh-clone.sh --worktree   the files as they are, before the commit
set -eu
cd "$(dirname "$0")/.."

place=$(mktemp -d /tmp/systrace-fresh.XXXXXX)
trap 'rm -rf "$place"' EXIT
trap 'exit 130' INT TERM
mkdir "$place/home" "$place/tmp"

case ${1-} in
  '') git clone -q "file://$PWD" "$place/systrace" ;;
  --worktree)
    mkdir "$place/systrace"
    git ls-files -co --exclude-standard | while IFS= read -r file; do
      if [ -e "$file" ]; then printf '%s\n' "$file"; fi
    done | tar -cf - -T - | tar -xf - -C "$place/systrace"
    ;;
  *)
    echo "usage: tools/fresh-clone.sh [--worktree]" >&2
    exit 2
    ;;
esac

in_clone() {
  (cd "$place/systrace" && env -i PATH="$PATH" HOME="$place/home" TMPDIR="$place/tmp" "$@" </dev/null)
}

echo "== make run"
in_clone make run
echo "== make test"
in_clone make test
