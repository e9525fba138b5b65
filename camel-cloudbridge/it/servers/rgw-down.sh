#!/usr/bin/env bash
# rgw-down.sh DATADIR: stops what rgw-up.sh started there; the data stays.
set -u
data=${1:?usage: rgw-down.sh DATADIR}
for name in rgw osd mon; do # each needs the next one to end well
  "$(dirname "$0")/stop" "$data/run/$name.pid"
done
exit 0
