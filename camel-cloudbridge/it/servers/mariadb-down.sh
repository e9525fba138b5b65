#!/usr/bin/env bash
# mariadb-down.sh DATADIR [keep]: stops what mariadb-up.sh started, and removes its data unless they are kept.
set -u
data=${1:?usage: mariadb-down.sh DATADIR [keep]}
pid_file=$data/run/mariadb.pid
if [ -s "$pid_file" ]; then
  pid=$(cat "$pid_file")
  kill -TERM "$pid" 2> /dev/null
  for _ in $(seq 1 100); do
    kill -0 "$pid" 2> /dev/null || break
    sleep 0.1
  done
  kill -KILL "$pid" 2> /dev/null
  rm -f "$pid_file"
fi
if [ "${2:-}" = keep ]; then
  touch "$data/keep"
  exit 0
fi
[ ! -s "$data/place" ] || rm -rf "$(cat "$data/place")"
rm -f "$data/place"
exit 0
