#!/usr/bin/env bash
# s3proxy-down.sh DATADIR: stops what s3proxy-up.sh started. Its data stays.
set -euo pipefail
pid_file=${1:?usage: s3proxy-down.sh DATADIR}/run/s3proxy.pid
[ -s "$pid_file" ] || exit 0
pid=$(cat "$pid_file")
kill "$pid" 2>/dev/null || true
for _ in $(seq 1 50); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
done
kill -9 "$pid" 2>/dev/null || true
rm -f "$pid_file"
