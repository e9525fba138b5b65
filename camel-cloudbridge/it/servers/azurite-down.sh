#!/usr/bin/env bash
# azurite-down.sh DATADIR: stops the Azurite processes that azurite-up.sh started there, and only those.
set -uo pipefail
data=${1:?usage: azurite-down.sh DATADIR}
for name in azurite azurite-tls; do
    pid_file=$data/run/$name.pid
    [ -s "$pid_file" ] || continue
    pid=$(cat "$pid_file")
    kill -TERM "$pid" 2>/dev/null
    for _ in $(seq 1 50); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null
    rm -f "$pid_file"
done
exit 0
