#!/usr/bin/env bash
# postgres-up.sh DATADIR [PORT]: Debian's PostgreSQL on 127.0.0.1, empty, without passwords and without fsync.
# Prints its settings as server.key=value lines. Needs root to install the package and to become the user it runs as.
# Running it again prints the same lines and changes nothing; after `postgres-down.sh DATADIR keep` it goes on with the same data.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=${1:?usage: postgres-up.sh DATADIR [PORT]}
port=${2:-18600}
mkdir -p "$data/run" "$data/log"
data=$(cd "$data" && pwd)
pid_file=$data/run/postgres.pid

running() { [ -s "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2> /dev/null; }
settings() { echo "postgres.url=jdbc:postgresql://127.0.0.1:$port/postgres?user=postgres"; }
if running; then
  settings
  exit 0
fi

ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || "$here/../../../.ci/install" postgresql
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)

# It refuses to be root, and its user may not be able to enter DATADIR.
as_postgres=()
[ "$(id -u)" != 0 ] || as_postgres=(runuser -u postgres --)
if [ -e "$data/keep" ]; then
  rm "$data/keep"
  place=$(cat "$data/place")
  cd "$place"
else
  [ ! -s "$data/place" ] || rm -rf "$(cat "$data/place")"
  place=$(mktemp -d /tmp/cloudbridge-postgres-XXXXXX)
  echo "$place" > "$data/place"
  [ "$(id -u)" != 0 ] || chown postgres: "$place"
  cd "$place"
  "${as_postgres[@]}" "$bin/initdb" -D "$place/data" -U postgres -A trust -E UTF8 --locale=C --no-sync > "$data/log/initdb.log" 2>&1
fi
"${as_postgres[@]}" "$bin/pg_ctl" -D "$place/data" -l "$place/postgres.log" -w -t 60 \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$place -c fsync=off -c synchronous_commit=off" \
  start > "$data/log/pg_ctl.log" 2>&1 9>&- || { cat "$place/postgres.log" >&2; exit 1; }
head -n 1 "$place/data/postmaster.pid" > "$pid_file"
settings
