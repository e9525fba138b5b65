#!/usr/bin/env bash
# keystone-down.sh DATADIR: stops what keystone-up.sh started there; the data stays. A second argument "keystone" leaves Swift running.
set -u
data=${1:?usage: keystone-down.sh DATADIR}
here=$(cd "$(dirname "$0")" && pwd)
"$here/swift-down.sh" "$data"
[ "${2:-}" = keystone ] || "$here/swift-down.sh" "$data/swift"
