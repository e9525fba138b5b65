#!/usr/bin/env bash
# s3mock-up.sh DATADIR [PORT]: Adobe S3Mock. Has versions, tags and checksums, but checks no signature.
# Prints its settings as server.key=value lines. Needs a JDK 17 or newer; fetches the server with Maven once.
# Its plain HTTP port listens on every address, whatever it is told; HTTPS goes to PORT+50.
set -euo pipefail
data=${1:?usage: s3mock-up.sh DATADIR [PORT]}
port=${2:-18102}
version=5.2.0
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$data/run" "$data/log" "$data/s3mock"
data=$(cd "$data" && pwd)
pid_file=$data/run/s3mock.pid
log=$data/log/s3mock.log

running() { [ -s "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; }
answers() { curl -s -o /dev/null -m 2 "http://127.0.0.1:$port/"; }
settings() {
    echo "s3mock.endpoint=http://127.0.0.1:$port"
    echo "s3mock.region=us-east-1"
    echo "s3mock.accessKey=any"
    echo "s3mock.secretKey=any"
}

if running && answers; then
    settings
    exit 0
fi

jar=${MAVEN_REPO_LOCAL:-$HOME/.m2/repository}/com/adobe/testing/s3mock/$version/s3mock-$version-exec.jar
if [ ! -s "$jar" ]; then
    (cd "$data" && "$here/../../../mvnw" -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get \
        -Dartifact=com.adobe.testing:s3mock:$version:jar:exec -Dtransitive=false) >&2
fi

# 8 and 9: a lock that the caller holds is not the server's to keep
setsid nohup "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx512m -jar "$jar" \
    --http.port="$port" --com.adobe.testing.s3mock.http-port="$port" --com.adobe.testing.s3mock.httpPort="$port" \
    --server.address=127.0.0.1 --server.port=$((port + 50)) \
    --com.adobe.testing.s3mock.store.root="$data/s3mock" --com.adobe.testing.s3mock.store.retain-files-on-exit=false \
    > "$log" 2>&1 < /dev/null 8>&- 9>&- &
echo $! > "$pid_file"

for _ in $(seq 1 600); do
    if answers; then
        settings
        exit 0
    fi
    running || break
    sleep 0.1
done
echo "s3mock did not come up on port $port; the end of $log:" >&2
tail -n 20 "$log" >&2
exit 1
