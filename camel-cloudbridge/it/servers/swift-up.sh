#!/usr/bin/env bash
# swift-up.sh DATADIR [PORT]: one OpenStack Swift of Debian's packages on 127.0.0.1, with one replica in plain directories.
# Users are tempauth's, and the S3 API is there too. With KEYSTONE=http://host:port in the environment Keystone's users take their place.
# A second proxy before the same disks, on PORT+5, has no middleware but bulk: none of slo, dlo, copy, versioned_writes.
# Needs root. Uses PORT to PORT+5. Running it again prints the same lines and changes nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=${1:?usage: swift-up.sh DATADIR [PORT]}
port=${2:-18400}
keystone=${KEYSTONE:-}
mkdir -p "$data"/{etc,run,log,cache,lock,disks/d1}
data=$(cd "$data" && pwd)
object=$((port + 1)) container=$((port + 2)) account=$((port + 3)) memcached=$((port + 4)) bare=$((port + 5))

packages=(swift-proxy swift-account swift-container swift-object memcached curl libeatmydata1)
[ -z "$keystone" ] || packages+=(python3-keystonemiddleware)
"$here/../../../.ci/install" "${packages[@]}"

alive() { [ -s "$data/run/$1.pid" ] && kill -0 "$(cat "$data/run/$1.pid")" 2> /dev/null; }
answers() {
  curl -fs -o /dev/null -m 2 "http://127.0.0.1:$port/healthcheck" || return 1
  [ -n "$keystone" ] || curl -fs -o /dev/null -m 2 "http://127.0.0.1:$bare/healthcheck"
}
settings() {
  [ -z "$keystone" ] || return 0 # keystone-up.sh prints them
  # test2 to test5 are accounts for test classes that run at the same time and change what belongs to the account
  cat << E
swift.endpoint=http://127.0.0.1:$port
swift.authUrl=http://127.0.0.1:$port/auth/v1.0
swift.storageUrl=http://127.0.0.1:$port/v1/AUTH_test
swift.username=test:tester
swift.password=testing
swift.limited.username=test:tester3
swift.limited.password=testing3
swift.bare.authUrl=http://127.0.0.1:$bare/auth/v1.0
swift.memcached=127.0.0.1:$memcached
swift.s3.endpoint=http://127.0.0.1:$port
swift.s3.accessKey=test:tester
swift.s3.secretKey=testing
swift.s3.region=us-east-1
E
}
if alive proxy && answers; then
  settings
  exit 0
fi

# Swift keeps metadata in extended attributes of the files
python3 - "$data/disks/d1" << 'E'
import os, sys
probe = os.path.join(sys.argv[1], ".probe")
open(probe, "w").close()
os.setxattr(probe, "user.swift.probe", b"x" * 200)
os.unlink(probe)
E

# The one file whose path cannot be chosen. Debian's package brings a good one; only its hash salt matters, and any does.
[ -s /etc/swift/swift.conf ] || {
  mkdir -p /etc/swift
  printf '[swift-hash]\nswift_hash_path_suffix = tests\nswift_hash_path_prefix = tests\n' > /etc/swift/swift.conf
}
cp /etc/swift/swift.conf "$data/etc/swift.conf"

storage_server() { # TYPE PORT
  cat > "$data/etc/$1-server.conf" << E
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $2
swift_dir = $data/etc
devices = $data/disks
mount_check = false
fallocate_reserve = 0
disable_fallocate = true
user = root
workers = 1
log_address = $data/no-syslog
[pipeline:main]
pipeline = $1-server
[app:$1-server]
use = egg:swift#$1
# the proxy's log tells each request; larger chunks than its 64 KiB cost less time
log_requests = false
network_chunk_size = 1048576
disk_chunk_size = 1048576
recon_cache_path = $data/cache
recon_lock_path = $data/lock
E
}
storage_server object "$object"
storage_server container "$container"
storage_server account "$account"

if [ -n "$keystone" ]; then
  # what has nothing to do with who a caller is, the other Swift has
  pipeline="bulk tempurl authtoken keystoneauth copy slo dlo"
  most_deletes=10 # far fewer than the default: that is the operator's to choose
else
  pipeline="bulk tempurl formpost s3api tempauth staticweb copy container-quotas account-quotas slo dlo versioned_writes symlink"
  most_deletes=10000
fi
# conn_timeout and error_suppression_limit: a busy test machine is slow, which is no reason to give a node up
cat > "$data/etc/proxy-server.conf" << E
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $port
swift_dir = $data/etc
user = root
workers = 1
client_timeout = 60
log_address = $data/no-syslog
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck proxy-logging cache listing_formats $pipeline proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
conn_timeout = 10
node_timeout = 60
client_chunk_size = 1048576
object_chunk_size = 1048576
error_suppression_limit = 1000000
[filter:tempauth]
use = egg:swift#tempauth
token_life = 86400
user_test_tester = testing .admin http://127.0.0.1:$port/v1/AUTH_test
user_test_tester3 = testing3 http://127.0.0.1:$port/v1/AUTH_test
user_test2_tester = testing .admin http://127.0.0.1:$port/v1/AUTH_test2
user_test3_tester = testing .admin http://127.0.0.1:$port/v1/AUTH_test3
user_test4_tester = testing .admin http://127.0.0.1:$port/v1/AUTH_test4
user_test5_tester = testing .admin http://127.0.0.1:$port/v1/AUTH_test5
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
www_authenticate_uri = $keystone/v3
auth_url = $keystone/v3
auth_type = password
project_domain_id = default
user_domain_id = default
project_name = service
username = swift
password = swiftpass
delay_auth_decision = true
include_service_catalog = false
# in memcached, where a test can have a revoked token forgotten
cache = swift.cache
token_cache_time = 300
[filter:keystoneauth]
use = egg:swift#keystoneauth
operator_roles = admin, member
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
s3_acl = false
check_bucket_owner = false
[filter:tempurl]
use = egg:swift#tempurl
allowed_digests = sha1 sha256 sha512
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$memcached
[filter:slo]
use = egg:swift#slo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
allow_object_versioning = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:proxy-logging]
use = egg:swift#proxy_logging
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
max_deletes_per_request = $most_deletes
[filter:formpost]
use = egg:swift#formpost
[filter:staticweb]
use = egg:swift#staticweb
[filter:copy]
use = egg:swift#copy
[filter:container-quotas]
use = egg:swift#container_quotas
[filter:account-quotas]
use = egg:swift#account_quotas
[filter:dlo]
use = egg:swift#dlo
[filter:symlink]
use = egg:swift#symlink
E

if [ -z "$keystone" ]; then
  sed -e "s/^bind_port = .*/bind_port = $bare\nexpose_info = false/" -e "s#127.0.0.1:$port/v1#127.0.0.1:$bare/v1#" \
    -e "s/ $pipeline / bulk tempauth /" "$data/etc/proxy-server.conf" > "$data/etc/bare-proxy-server.conf"
fi

[ -e "$data/etc/account.ring.gz" ] || /usr/bin/python3 - "$data/etc" "$object" "$container" "$account" << 'E'
import sys
from swift.common.ring import RingBuilder

directory, *ports = sys.argv[1:]
for kind, port in zip(("object", "container", "account"), map(int, ports)):
    builder = RingBuilder(4, 1, 0)
    place = {"ip": "127.0.0.1", "port": port, "replication_ip": "127.0.0.1", "replication_port": port}
    builder.add_dev({"region": 1, "zone": 1, "device": "d1", "weight": 1.0, "meta": "", **place})
    builder.rebalance()
    builder.get_ring().save(f"{directory}/{kind}.ring.gz")
E

start() { # NAME COMMAND...
  local name=$1
  shift
  if alive "$name"; then return; fi
  # 8 and 9: a lock that the caller holds is not the server's to keep
  # libeatmydata: what is lost when the machine loses power is only tests' data, and to sync it costs as much as all the rest
  LD_PRELOAD=libeatmydata.so setsid nohup "$@" > "$data/log/$name.log" 2>&1 < /dev/null 8>&- 9>&- &
  echo $! > "$data/run/$name.pid"
}
start memcached memcached -u root -l 127.0.0.1 -p "$memcached" -m 64 -I 4m
start object swift-object-server "$data/etc/object-server.conf" -v
start container swift-container-server "$data/etc/container-server.conf" -v
start account swift-account-server "$data/etc/account-server.conf" -v
start proxy swift-proxy-server "$data/etc/proxy-server.conf" -v
servers=(memcached object container account proxy)
if [ -z "$keystone" ]; then
  start bare swift-proxy-server "$data/etc/bare-proxy-server.conf" -v
  servers+=(bare)
fi

for _ in $(seq 1 600); do
  if answers; then
    settings
    exit 0
  fi
  for name in "${servers[@]}"; do
    alive "$name" || {
      echo "swift: the $name server ended; see $data/log/$name.log" >&2
      tail -n 5 "$data/log/$name.log" >&2
      exit 1
    }
  done
  sleep 0.1
done
echo "swift: no answer on port $port within 60 s; see $data/log" >&2
exit 1
