#!/usr/bin/env bash
# keystone-up.sh DATADIR [PORT]: OpenStack Keystone of Debian's packages on 127.0.0.1, and a Swift that asks it who a caller is.
# Needs root. Uses PORT for Keystone and PORT+10 to PORT+14 for Swift. Running it again prints the same lines and changes nothing.
set -euo pipefail
data=${1:?usage: keystone-up.sh DATADIR [PORT]}
port=${2:-18500}
swift=$((port + 10))
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$data"/{etc,run,log,fernet,credential}
data=$(cd "$data" && pwd)
url=http://127.0.0.1:$port

packages=(keystone uwsgi-core uwsgi-plugin-python3 curl)
DEBCONF='keystone keystone/configure_db boolean false' "$here/../../../.ci/install" "${packages[@]}"

# Swift needs Keystone only when a token comes, so both start at the same time
KEYSTONE=$url "$here/swift-up.sh" "$data/swift" "$swift" &
swift_up=$!

alive() { [ -s "$data/run/keystone.pid" ] && kill -0 "$(cat "$data/run/keystone.pid")" 2> /dev/null; }
answers() { curl -fs -o /dev/null -m 3 "$url/v3"; }
finish() {
  wait "$swift_up"
  cat "$data/settings"
  exit 0
}
if alive && answers && [ -s "$data/settings" ]; then finish; fi

cat > "$data/etc/keystone.conf" << E
[DEFAULT]
log_file = $data/log/keystone.log
public_endpoint = $url
[database]
connection = sqlite:///$data/keystone.db
[token]
provider = fernet
expiration = 3600
[fernet_tokens]
key_repository = $data/fernet
[fernet_receipts]
key_repository = $data/fernet
[credential]
key_repository = $data/credential
[identity]
password_hash_rounds = 4
[cache]
# without it each token costs tens of queries; one process, so what it remembers is never old
enabled = true
backend = dogpile.cache.memory
E

new=
if [ ! -s "$data/settings" ]; then # also after a set-up that broke half-way
  new=yes
  if alive; then "$here/keystone-down.sh" "$data" keystone; fi
  rm -f "$data"/keystone.db*
  {
    manage=(keystone-manage --config-file "$data/etc/keystone.conf")
    "${manage[@]}" fernet_setup --keystone-user root --keystone-group root
    "${manage[@]}" credential_setup --keystone-user root --keystone-group root
    "${manage[@]}" db_sync
    "${manage[@]}" bootstrap --bootstrap-username admin --bootstrap-password adminpass --bootstrap-project-name admin \
      --bootstrap-role-name admin --bootstrap-service-name keystone --bootstrap-region-id RegionOne \
      --bootstrap-public-url "$url/v3" --bootstrap-internal-url "$url/v3" --bootstrap-admin-url "$url/v3"
    # Keystone keeps a reader open while it commits, which is "database is locked" with the default journal
    python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("pragma journal_mode=wal")' "$data/keystone.db"
  } > "$data/log/set-up.log" 2>&1 || {
    echo "keystone: the set-up failed; see $data/log/set-up.log" >&2
    exit 1
  }
fi

if ! alive; then
  # 8 and 9: a lock that the caller holds is not the server's to keep
  # one process: several on one sqlite file lock each other out
  OS_KEYSTONE_CONFIG_DIR="$data/etc" OS_KEYSTONE_CONFIG_FILES=keystone.conf setsid nohup uwsgi --plugin python3 \
    --http-socket "127.0.0.1:$port" --wsgi-file "$(command -v keystone-wsgi-public)" --master --processes 1 --lazy-apps --need-app \
    --die-on-term --post-buffering 65536 --buffer-size 65535 --disable-logging > "$data/log/uwsgi.log" 2>&1 < /dev/null 8>&- 9>&- &
  echo $! > "$data/run/keystone.pid"
fi
for _ in $(seq 1 600); do
  if answers; then break; fi
  alive || break
  sleep 0.1
done
answers || {
  echo "keystone: no answer on port $port; see $data/log" >&2
  exit 1
}
[ -n "$new" ] || finish

# users, roles, catalog: a second region and the internal interface lead elsewhere, so that a test sees which one was chosen
python3 - "$url" "$swift" > "$data/settings.new" << 'E'
import json, sys, urllib.request

keystone, swift_port = sys.argv[1:]


def call(method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["X-Auth-Token"] = token
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(keystone + "/v3" + path, method=method, data=data, headers=headers)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
        return json.loads(text) if text else {}, answer.headers


def log_in(name, password, project):
    user = {"name": name, "domain": {"id": "default"}, "password": password}
    scope = {"project": {"name": project, "domain": {"id": "default"}}}
    identity = {"methods": ["password"], "password": {"user": user}}
    return call("POST", "/auth/tokens", {"auth": {"identity": identity, "scope": scope}})[1]["X-Subject-Token"]


admin = log_in("admin", "adminpass", "admin")


def make(kind, plural, values):
    return call("POST", "/" + plural, {kind: values}, admin)[0][kind]["id"]


roles = {role["name"]: role["id"] for role in call("GET", "/roles", token=admin)[0]["roles"]}
projects, users = {}, {}
for project in ("service", "demo", "routes", "other"):
    projects[project] = make("project", "projects", {"name": project, "domain_id": "default"})
for user, password, project, role in (
    ("swift", "swiftpass", "service", "admin"),
    ("demo", "demopass", "demo", "member"),
    ("routes", "routespass", "routes", "member"),
    ("other", "otherpass", "other", "member"),
):
    users[user] = make("user", "users", {"name": user, "password": password, "domain_id": "default"})
    call("PUT", f"/projects/{projects[project]}/users/{users[user]}/roles/{roles[role]}", token=admin)

service = make("service", "services", {"name": "swift", "type": "object-store"})
make("region", "regions", {"id": "RegionTwo"})
here = f"http://127.0.0.1:{swift_port}/v1/AUTH_%(project_id)s"
nowhere = "http://127.0.0.1:1/v1/AUTH_%(project_id)s"
for region, interface, url in (
    ("RegionOne", "public", here),
    ("RegionOne", "internal", here.replace("127.0.0.1", "localhost")),
    ("RegionTwo", "public", nowhere),
):
    make("endpoint", "endpoints", {"service_id": service, "interface": interface, "region_id": region, "url": url})

demo = log_in("demo", "demopass", "demo")
credential = call(
    "POST",
    f"/users/{users['demo']}/application_credentials",
    {"application_credential": {"name": "tests", "secret": "credentialsecret"}},
    demo,
)[0]["application_credential"]
print(f"""keystone.authUrl={keystone}/v3
keystone.username=demo
keystone.password=demopass
keystone.userDomain=Default
keystone.project=demo
keystone.projectId={projects['demo']}
keystone.projectDomain=Default
keystone.region=RegionOne
keystone.applicationCredentialId={credential['id']}
keystone.applicationCredentialSecret=credentialsecret
keystone.routes.username=routes
keystone.routes.password=routespass
keystone.routes.project=routes
keystone.other.username=other
keystone.other.password=otherpass
keystone.other.project=other
keystone.memcached=127.0.0.1:{int(swift_port) + 4}
keystone.storageUrl=http://127.0.0.1:{swift_port}/v1/AUTH_{projects['demo']}""")
E
mv "$data/settings.new" "$data/settings"
finish
