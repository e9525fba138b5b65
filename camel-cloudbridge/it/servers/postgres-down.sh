#!/usr/bin/env bash
# postgres-down.sh DATADIR [keep]: stops what postgres-up.sh started, and removes its data unless they are kept.
set -u
data=${1:?usage: postgres-down.sh DATADIR [keep]}
pid_file=$data/run/postgres.pid
if [ -s "$pid_file" ]; then
  pid=$(cat "$pid_file")
  kill -INT "$pid" 2> /dev/null # clients are not waited for
  for _ in $(seq 1 50); do
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
