#!/usr/bin/env bash
# azurite-up.sh DATADIR [PORT]
# Azure Blob Storage for the tests: two Azurite processes on 127.0.0.1. PORT serves HTTP with account keys and SAS; PORT+1 serves
# HTTPS with OAuth as well, which Azurite offers only over TLS. Its certificate is made here, and a trust store beside it.
# Installs what it needs (npm, openssl) on a bare Debian machine, waits until both answer, prints server.key=value lines.
# CLOUDBRIDGE_TOOLS names the folder that keeps the npm package between runs (default: DATADIR/tools).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=${1:?usage: azurite-up.sh DATADIR [PORT]}
port=${2:-10000}
tls_port=$((port + 1))
version=3.37.0
account=devstoreaccount1
key='Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='
second=cloudbridge2
second_key='Y2xvdWRicmlkZ2UtdGVzdC1hY2NvdW50LWtleS0wMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMA=='
tls_password=changeit

mkdir -p "$data/run" "$data/log" "$data/tls"
data=$(cd "$data" && pwd)
tools=${CLOUDBRIDGE_TOOLS:-$data/tools}/azurite-$version

alive() { [ -s "$data/run/$1.pid" ] && kill -0 "$(cat "$data/run/$1.pid")" 2>/dev/null; }
answers() { curl -sk -o /dev/null -m 2 "$1/$account?comp=list"; }

install_packages() {
    local missing=()
    command -v curl >/dev/null || missing+=(curl)
    command -v openssl >/dev/null || missing+=(openssl)
    command -v npm >/dev/null || missing+=(nodejs npm)
    [ ${#missing[@]} -eq 0 ] || "$here/../../../.ci/install" "${missing[@]}"
    [ -x "$tools/node_modules/.bin/azurite-blob" ] && return
    mkdir -p "$tools"
    [ -e "$tools/package.json" ] || echo '{"private": true}' >"$tools/package.json"
    (cd "$tools" && npm install --no-audit --no-fund --ignore-scripts --loglevel=error "azurite@$version") >&2
}

make_certificate() {
    [ -s "$data/tls/trust.p12" ] && return
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=localhost \
        -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' \
        -keyout "$data/tls/key.pem" -out "$data/tls/cert.pem" 2>"$data/log/openssl.log"
    keytool -importcert -noprompt -alias azurite -file "$data/tls/cert.pem" -storetype PKCS12 \
        -storepass "$tls_password" -keystore "$data/tls/trust.new" >"$data/log/keytool.log" 2>&1
    mv "$data/tls/trust.new" "$data/tls/trust.p12"
}

# start NAME PORT [ARGUMENT...]
start() {
    local name=$1 at=$2
    shift 2
    alive "$name" && return
    # 8 and 9: a lock that the caller holds is not the server's to keep
    AZURITE_ACCOUNTS="$account:$key;$second:$second_key" setsid nohup node "$tools/node_modules/.bin/azurite-blob" \
        --blobHost 127.0.0.1 --blobPort "$at" --inMemoryPersistence --extentMemoryLimit 6144 --disableTelemetry --silent "$@" \
        >"$data/log/$name.log" 2>&1 </dev/null 8>&- 9>&- &
    echo $! >"$data/run/$name.pid"
}

# wait_for NAME URL
wait_for() {
    for _ in $(seq 1 300); do
        answers "$2" && return
        alive "$1" || break
        sleep 0.1
    done
    echo "$1 did not answer at $2; the end of its log:" >&2
    tail -n 20 "$data/log/$1.log" >&2
    exit 1
}

if ! { alive azurite && alive azurite-tls; }; then
    install_packages
    make_certificate
    start azurite "$port"
    start azurite-tls "$tls_port" --oauth basic --cert "$data/tls/cert.pem" --key "$data/tls/key.pem"
fi
wait_for azurite "http://127.0.0.1:$port"
wait_for azurite-tls "https://127.0.0.1:$tls_port"

cat <<END
azurite.endpoint=http://127.0.0.1:$port/$account
azurite.accountName=$account
azurite.accountKey=$key
azurite.second.endpoint=http://127.0.0.1:$port/$second
azurite.second.accountName=$second
azurite.second.accountKey=$second_key
azurite.tls.endpoint=https://localhost:$tls_port/$account
azurite.tls.trustStore=$data/tls/trust.p12
azurite.tls.trustStorePassword=$tls_password
END
