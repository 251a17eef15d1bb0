#!/bin/sh
# Brings what a build for another machine takes: Bun's executable for it and the parser's addon, from npm, as package-lock.json
# has them. `tools/other-machine.sh arm64` puts them into dist/arm64.
set -eu
cd "$(dirname "$0")/.."

case $1 in
arm64) packages='@oven/bun-linux-aarch64 @oxc-parser/binding-linux-arm64-gnu' ;;
x64) packages='@oven/bun-linux-x64 @oxc-parser/binding-linux-x64-gnu' ;;
*)
  echo "other-machine: there are builds for arm64 and x64, not for $1" >&2
  exit 2
  ;;
esac

# What the lock file says of a package.
locked() {
  node -p 'require("./package-lock.json").packages["node_modules/" + process.argv[1]][process.argv[2]]' "$1" "$2"
}

for package in $packages; do
  folder=dist/$1/node_modules/$package
  version=$(locked "$package" version)
  [ "$(cat "$folder/.version" 2>/dev/null)" = "$version" ] && continue
  echo "other-machine: $package $version" >&2
  rm -rf "$folder"
  mkdir -p "$folder"
  got=$(npm pack "$package@$version" --pack-destination "$folder" --json --loglevel=error |
    node -p 'JSON.parse(require("fs").readFileSync(0, "utf8"))[0].integrity')
  if [ "$got" != "$(locked "$package" integrity)" ]; then
    echo "other-machine: $package is not what package-lock.json has" >&2
    exit 1
  fi
  tar -xzf "$folder"/*.tgz -C "$folder" --strip-components=1
  rm "$folder"/*.tgz
  echo "$version" >"$folder/.version"
done
