#!/usr/bin/env bash
# rgw-up.sh DATADIR [PORT]: a Ceph cluster of Debian's packages on 127.0.0.1, one monitor, one disk and one gateway (S3, STS and Swift APIs).
# Prints its settings as server.key=value lines, among them credentials of two roles that are good for twelve hours: "session" may do
# everything, "narrow" may work with objects but neither see the account's buckets nor make any.
# Needs root. Uses PORT, PORT+1 and PORT+2, and lets the disk's server choose ports from 6800 on. Running it again prints the same lines
# (with fresh role credentials) and changes nothing; after a stop it goes on with the data it had.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=${1:?usage: rgw-up.sh DATADIR [PORT]}
port=${2:-18700}
mkdir -p "$data"/{run,log}
data=$(cd "$data" && pwd)
url=http://127.0.0.1:$port
access_key=RGWPROBE000000000001 secret_key=rgwProbeSecret00000000000000000000000001
export CEPH_CONF=$data/ceph.conf

"$here/../../../.ci/install" radosgw ceph-mon ceph-osd ceph-common curl libeatmydata1

alive() { [ -s "$data/run/$1.pid" ] && kill -0 "$(cat "$data/run/$1.pid")" 2> /dev/null; }
answers() { curl -fs -o /dev/null -m 3 "$url/"; }
role_credentials() { # ROLE NAME
  local answer element
  answer=$(curl -fs -m 20 --aws-sigv4 aws:amz:us-east-1:sts -u "$access_key:$secret_key" "$url/" \
    -d "Action=AssumeRole&RoleArn=arn:aws:iam:::role/$1&RoleSessionName=tests&Version=2011-06-15&DurationSeconds=43200")
  for element in AccessKeyId:accessKey SecretAccessKey:secretKey SessionToken:token; do
    grep -o "<${element%:*}>[^<]*" <<< "$answer" | sed "s/.*>/rgw.$2.${element#*:}=/"
  done
}
settings() {
  cat << E
rgw.s3.endpoint=$url
rgw.s3.accessKey=$access_key
rgw.s3.secretKey=$secret_key
rgw.s3.region=us-east-1
rgw.s3.other.accessKey=RGWOTHER000000000001
rgw.s3.other.secretKey=rgwOtherSecret00000000000000000000000001
rgw.swift.endpoint=$url
rgw.swift.authUrl=$url/auth/v1.0
rgw.swift.storageUrl=$url/swift/v1
rgw.swift.username=probe:swift
rgw.swift.password=swiftsecret
E
  role_credentials Session session
  role_credentials Narrow narrow
}
if alive rgw && answers && [ -e "$data/ready" ]; then
  settings
  exit 0
fi

if [ ! -e "$data/ready" ]; then # also after a set-up that broke half-way
  "$here/rgw-down.sh" "$data"
  rm -rf "$data"/{mon,osd,gateway,keyring,monmap}
fi
mkdir -p "$data"/{mon,osd,gateway}
[ -s "$data/fsid" ] || cat /proc/sys/kernel/random/uuid > "$data/fsid"
# a copy of everything once, small caches, and no log of what works
cat > "$CEPH_CONF" << E
[global]
fsid = $(cat "$data/fsid")
mon host = [v2:127.0.0.1:$((port + 1))/0,v1:127.0.0.1:$((port + 2))/0]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
keyring = $data/keyring
run dir = $data/run
admin socket =
pid file =
log file = $data/log/\$name.log
log to stderr = false
mon cluster log file = $data/log/cluster.log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
[mon]
mon data = $data/mon
mon allow pool size one = true
mon max pg per osd = 1000
mon warn on pool no redundancy = false
mon data avail crit = 1
mon data avail warn = 2
auth allow insecure global id reclaim = false
[osd]
osd data = $data/osd
osd objectstore = bluestore
osd max object name len = 2048
osd class update on start = false
bluestore block size = ${RGW_DISK_BYTES:-34359738368}
bluestore block db create = false
bluestore block wal create = false
bluestore cache autotune = false
bluestore cache size = 134217728
[client]
rgw data = $data/gateway
rgw s3 auth use sts = true
rgw sts key = abcdefghijklmnop
rgw enable usage log = false
rgw enable lc threads = false
rgw dynamic resharding = false
rgw relaxed s3 bucket names = true
rgw swift account in url = false
rgw swift versioning enabled = true
rgw gc obj min wait = 60
rgw gc processor period = 60
E

start() { # NAME COMMAND...
  local name=$1
  shift
  if alive "$name"; then return; fi
  # 8 and 9: a lock that the caller holds is not the server's to keep
  # libeatmydata: what is lost when the machine loses power is only tests' data, and to sync it costs as much as all the rest
  LD_PRELOAD=libeatmydata.so setsid nohup "$@" > "$data/log/$name.out" 2>&1 < /dev/null 8>&- 9>&- &
  echo $! > "$data/run/$name.pid"
}
first_time() {
  local key=(ceph-authtool "$data/keyring" --gen-key)
  ceph-authtool --create-keyring "$data/keyring" --gen-key -n mon. --cap mon 'allow *'
  "${key[@]}" -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' --cap mds 'allow *'
  "${key[@]}" -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *' --cap mgr 'allow profile osd'
  "${key[@]}" -n client.rgw.a --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
  monmaptool --create --clobber --fsid "$(cat "$data/fsid")" \
    --addv a "[v2:127.0.0.1:$((port + 1)),v1:127.0.0.1:$((port + 2))]" "$data/monmap"
  LD_PRELOAD=libeatmydata.so ceph-mon -i a --mkfs --monmap "$data/monmap" --keyring "$data/keyring"
}
users() {
  local admin=(timeout 60 radosgw-admin -n client.rgw.a) objects name actions
  local trust='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam:::user/probe"]},"Action":["sts:AssumeRole"]}]}'
  objects='"s3:GetObject","s3:PutObject","s3:DeleteObject","s3:ListBucket","s3:AbortMultipartUpload"'
  "${admin[@]}" user create --uid=probe --display-name=probe --access-key="$access_key" --secret-key="$secret_key" --caps="roles=*;user-policy=*"
  "${admin[@]}" subuser create --uid=probe --subuser=probe:swift --access=full --key-type=swift --secret-key=swiftsecret
  "${admin[@]}" user create --uid=other --display-name=other --access-key=RGWOTHER000000000001 --secret-key=rgwOtherSecret00000000000000000000000001
  local iam=(curl -fsS -m 60 --aws-sigv4 aws:amz:us-east-1:iam -u "$access_key:$secret_key" "$url/")
  for name in Session Narrow; do
    actions='"s3:*"'
    [ $name = Session ] || actions=$objects
    # radosgw-admin cannot make roles whose credentials last longer than an hour
    "${iam[@]}" -d Action=CreateRole -d RoleName=$name -d Path=/ -d MaxSessionDuration=43200 --data-urlencode "AssumeRolePolicyDocument=$trust"
    "${iam[@]}" -d Action=PutRolePolicy -d RoleName=$name -d PolicyName=tests --data-urlencode \
      "PolicyDocument={\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[$actions],\"Resource\":\"arn:aws:s3:::*\"}]}"
  done
  # the first bucket and the first object make the pools, which takes seconds: not while a test looks at the clock
  local token
  token=$(curl -fsS -m 60 -o /dev/null -D - -H "X-Auth-User: probe:swift" -H "X-Auth-Key: swiftsecret" "$url/auth/v1.0" | grep -i '^x-auth-token:' | cut -d ' ' -f 2 | tr -d '\r')
  local swift=(curl -fsS -m 60 -o /dev/null -H "X-Auth-Token: $token" "$url/swift/v1/warm-up")
  "${swift[@]}" -X PUT
  "${swift[@]}/object" -X PUT -d x
  "${swift[@]}/object" -X DELETE
  "${swift[@]}" -X DELETE
}
fail() {
  echo "rgw: $1; see $data/log" >&2
  tail -qn 5 "$data"/log/*.out >&2
  exit 1
}

if [ ! -e "$data/mon/store.db" ]; then
  first_time > "$data/log/first-time.log" 2>&1 & # on its own, so that its first error ends it
  wait $! || fail "the monitor could not be set up"
fi
start mon ceph-mon -i a -f
if [ ! -e "$data/osd/whoami" ]; then
  uuid=$(cat /proc/sys/kernel/random/uuid)
  timeout 60 ceph osd new "$uuid" 0 > "$data/log/osd-new.log" 2>&1 || fail "the monitor does not answer"
  LD_PRELOAD=libeatmydata.so ceph-osd -i 0 --mkfs --osd-uuid "$uuid" > "$data/log/osd-mkfs.log" 2>&1 || fail "the disk could not be set up"
fi
start osd ceph-osd -i 0 -f
start rgw radosgw -n client.rgw.a -f --rgw-frontends="beast endpoint=127.0.0.1:$port tcp_nodelay=1" # without it each answer takes 40 ms
for _ in $(seq 1 600); do
  if answers; then break; fi
  for name in mon osd rgw; do alive "$name" || fail "$name ended"; done
  sleep 0.1
done
answers || fail "no answer on port $port within 60 s"
if [ ! -e "$data/ready" ]; then
  users > "$data/log/users.log" 2>&1 & # on its own, so that its first error ends it
  wait $! || fail "users and roles could not be made"
  touch "$data/ready"
fi
settings
