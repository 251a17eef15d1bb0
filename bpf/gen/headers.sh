#!/bin/sh
# headers.sh PACKAGE VERSION DIR: unpacks a package of Debian for amd64, on whatever machine, into DIR: linux-libc-dev has the
# kernel's UAPI headers of all architectures, libc6-dev what the kernel leaves to the C library.
# apt checks its signature. Nothing gets installed, and the machine's own apt lists stay as they are.
set -eu
package=$1 version=$2 dir=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial"
: > "$work/status"
for suite in trixie trixie-backports sid; do
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
    "${SYSTRACE_DEBIAN_MIRROR:-http://deb.debian.org/debian} $suite main"
done > "$work/sources.list"
{
  apt-config dump | grep -E '^Acquire::(https?|Force|Check-)' || true
  cat <<EOT
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State "$work";
Dir::State::status "$work/status";
Dir::Cache "$work";
APT::Sandbox::User "root";
Acquire::Languages "none";
EOT
} > "$work/apt.conf"
export APT_CONFIG="$work/apt.conf"
apt-get -qq update
cd "$work/archives"
apt-get -qq download "$package=$version"
dpkg-deb -x *.deb "$work/unpacked"
mkdir -p "$(dirname "$dir")"
mv "$work/unpacked" "$dir"
