#!/usr/bin/env bash
# mariadb-up.sh DATADIR [PORT]: Debian's MariaDB on 127.0.0.1, empty, user root without a password, nothing synced to the disk, in a time
# zone that nobody else has.
# Prints its settings as server.key=value lines. Needs root to install the package and to become the user it runs as.
# Running it again prints the same lines and changes nothing; after `mariadb-down.sh DATADIR keep` it goes on with the same data.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=${1:?usage: mariadb-up.sh DATADIR [PORT]}
port=${2:-18610}
mkdir -p "$data/run" "$data/log"
data=$(cd "$data" && pwd)
pid_file=$data/run/mariadb.pid

running() { [ -s "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2> /dev/null; }
settings() { echo "mariadb.url=jdbc:mariadb://127.0.0.1:$port/test?user=root"; }
if running; then
  settings
  exit 0
fi

[ -x /usr/sbin/mariadbd ] || "$here/../../../.ci/install" mariadb-server

# It refuses to be root, and its user may not be able to enter DATADIR.
user=$(id -un)
[ "$user" != root ] || user=mysql
if [ -e "$data/keep" ]; then
  rm "$data/keep"
  place=$(cat "$data/place")
else
  [ ! -s "$data/place" ] || rm -rf "$(cat "$data/place")"
  place=$(mktemp -d /tmp/cloudbridge-mariadb-XXXXXX)
  echo "$place" > "$data/place"
  [ "$user" != mysql ] || chown mysql: "$place"
  mariadb-install-db --no-defaults --user="$user" --datadir="$place/data" --auth-root-authentication-method=normal \
    --innodb-log-file-size=8M > "$data/log/install-db.log" 2>&1
  echo "CREATE DATABASE test; CREATE USER root@'%'; GRANT ALL ON *.* TO root@'%';" > "$place/init.sql"
fi
init=()
[ ! -s "$place/init.sql" ] || init=(--init-file="$place/init.sql")
mariadbd --no-defaults --user="$user" --datadir="$place/data" --socket="$place/sock" --pid-file="$place/pid" \
  --bind-address=127.0.0.1 --port="$port" --default-time-zone=+05:00 --innodb-log-file-size=8M --innodb-buffer-pool-size=32M \
  --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 "${init[@]}" > "$data/log/mariadb.log" 2>&1 9>&- &
pid=$!
for _ in $(seq 1 300); do
  if mariadb-admin --no-defaults --socket="$place/sock" --user=root ping > /dev/null 2>&1; then
    rm -f "$place/init.sql"
    echo "$pid" > "$pid_file"
    settings
    exit 0
  fi
  kill -0 "$pid" 2> /dev/null || break
  sleep 0.2
done
cat "$data/log/mariadb.log" >&2
exit 1
