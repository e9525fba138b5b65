#!/usr/bin/env bash
# mariadb-down.sh DATADIR [keep]: stops what mariadb-up.sh started, and removes its data unless they are kept.
set -u
data=${1:?usage: mariadb-down.sh DATADIR [keep]}
"$(dirname "$0")/stop" "$data/run/mariadb.pid" TERM
if [ "${2:-}" = keep ]; then
  touch "$data/keep"
  exit 0
fi
[ ! -s "$data/place" ] || rm -rf "$(cat "$data/place")"
rm -f "$data/place"
exit 0
