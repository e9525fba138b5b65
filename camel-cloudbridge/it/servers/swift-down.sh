#!/usr/bin/env bash
# swift-down.sh DATADIR: stops what swift-up.sh started there; the data stays.
set -u
data=${1:?usage: swift-down.sh DATADIR}
for file in "$data"/run/*.pid; do
  [ -s "$file" ] || continue
  pid=$(cat "$file")
  kill -TERM -- "-$pid" 2> /dev/null # each server leads a process group of its own
  for _ in $(seq 1 50); do
    kill -0 "$pid" 2> /dev/null || break
    sleep 0.1
  done
  kill -KILL -- "-$pid" 2> /dev/null
  rm -f "$file"
done
exit 0
