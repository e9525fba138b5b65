#!/usr/bin/env bash
# rgw-down.sh DATADIR: stops what rgw-up.sh started there; the data stays.
set -u
data=${1:?usage: rgw-down.sh DATADIR}
for name in rgw osd mon; do # each needs the next one to end well
  file=$data/run/$name.pid
  [ -s "$file" ] || continue
  pid=$(cat "$file")
  kill -TERM "$pid" 2> /dev/null
  for _ in $(seq 1 100); do
    kill -0 "$pid" 2> /dev/null || break
    sleep 0.1
  done
  kill -KILL "$pid" 2> /dev/null
  rm -f "$file"
done
exit 0
