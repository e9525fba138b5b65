#!/usr/bin/env bash
# rabbitmq-up.sh DATADIR [PORT]: Debian's RabbitMQ on 127.0.0.1, empty. Uses PORT and the two after it. Clients log in as guest, which they
# do by themselves: the gateway takes no password in the address of a broker unless it is asked over TLS.
# Prints its settings as server.key=value lines. Needs root to install the package. Running it again prints the same lines and changes nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=${1:?usage: rabbitmq-up.sh DATADIR [PORT]}
port=${2:-18620}
mkdir -p "$data/run" "$data/log"
data=$(cd "$data" && pwd)

settings() { echo "rabbitmq.url=amqp://127.0.0.1:$port"; }
running() { [ -s "$data/run/$1.pid" ] && kill -0 "$(cat "$data/run/$1.pid")" 2> /dev/null; }
# the file of the log is there from the first line on: this one is its last of a start
started() { grep -qs 'Server startup complete' "$data/log/rabbitmq.out"; }
if running rabbitmq && started; then
  settings
  exit 0
fi

ls /usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server > /dev/null 2>&1 || "$here/../../../.ci/install" rabbitmq-server
server=$(ls -d /usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server | tail -n 1) # Debian's wrapper changes to a user of its own
rm -rf "$data/mnesia" "$data/log/rabbitmq.out"
touch "$data/none.conf"
export HOME=$data # the cookie lies there
export RABBITMQ_NODENAME=cloudbridge$port@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$port
export RABBITMQ_DIST_PORT=$((port + 1)) ERL_EPMD_PORT=$((port + 2)) ERL_EPMD_ADDRESS=127.0.0.1
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'
export RABBITMQ_MNESIA_BASE=$data/mnesia RABBITMQ_LOG_BASE=$data/log RABBITMQ_LOGS=- RABBITMQ_ENABLED_PLUGINS_FILE=$data/none.plugins
export RABBITMQ_CONF_ENV_FILE=$data/none.conf RABBITMQ_CONFIG_FILE=$data/none.conf
echo '[].' > "$RABBITMQ_ENABLED_PLUGINS_FILE"
start() { # NAME COMMAND...
  local name=$1
  shift
  setsid nohup "$@" > "$data/log/$name.out" 2>&1 < /dev/null 8>&- 9>&- &
  echo $! > "$data/run/$name.pid"
}
running epmd || start epmd epmd # the broker would start one that outlives it
start rabbitmq "$server"
for _ in $(seq 1 600); do
  if started; then
    settings
    exit 0
  fi
  running rabbitmq || break
  sleep 0.1
done
echo "rabbitmq: did not start; see $data/log" >&2
tail -n 15 "$data/log/rabbitmq.out" >&2
exit 1
