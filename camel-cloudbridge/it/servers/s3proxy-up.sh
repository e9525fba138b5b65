#!/usr/bin/env bash
# s3proxy-up.sh DATADIR [PORT]: S3Proxy on 127.0.0.1, signatures checked, objects in DATADIR/s3proxy.
# Prints its settings as server.key=value lines. Needs a JDK 17 or newer; fetches the server with Maven once.
set -euo pipefail
data=${1:?usage: s3proxy-up.sh DATADIR [PORT]}
port=${2:-18101}
version=4.1.0
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$data/run" "$data/log" "$data/s3proxy"
data=$(cd "$data" && pwd)
pid_file=$data/run/s3proxy.pid
log=$data/log/s3proxy.log
access_key=test-access-key
secret_key=test-secret-key

running() { [ -s "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; }
answers() { curl -s -o /dev/null -m 2 "http://127.0.0.1:$port/"; }
settings() {
    echo "s3proxy.endpoint=http://127.0.0.1:$port"
    echo "s3proxy.region=us-east-1"
    echo "s3proxy.accessKey=$access_key"
    echo "s3proxy.secretKey=$secret_key"
}

if running && answers; then
    settings
    exit 0
fi

jar=${MAVEN_REPO_LOCAL:-$HOME/.m2/repository}/org/gaul/s3proxy/$version/s3proxy-$version-jar-with-dependencies.jar
if [ ! -s "$jar" ]; then
    (cd "$data" && "$here/../../../mvnw" -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get \
        -Dartifact=org.gaul:s3proxy:$version:jar:jar-with-dependencies -Dtransitive=false) >&2
fi

cat > "$data/s3proxy.conf" <<CONF
s3proxy.endpoint=http://127.0.0.1:$port
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity=$access_key
s3proxy.credential=$secret_key
s3proxy.v4-max-non-chunked-request-size=134217728
s3proxy.ignore-unknown-headers=true
s3proxy.cors-allow-all=true
jclouds.provider=filesystem-nio2
jclouds.identity=unused
jclouds.credential=unused
jclouds.filesystem.basedir=$data/s3proxy
CONF
# 8 and 9: a lock that the caller holds is not the server's to keep
setsid nohup "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx512m -jar "$jar" --properties "$data/s3proxy.conf" \
    > "$log" 2>&1 < /dev/null 8>&- 9>&- &
echo $! > "$pid_file"

for _ in $(seq 1 300); do
    if answers; then
        settings
        exit 0
    fi
    running || break
    sleep 0.1
done
echo "s3proxy did not come up on port $port; the end of $log:" >&2
tail -n 20 "$log" >&2
exit 1
