#!/bin/bash
# Tries docker-compose.yml for real: `npm run containers`. With a Docker daemon that answers it builds the images and brings all of it up; with
# --stand-ins (as root on Debian, where no image can be pulled) it starts a daemon of its own in a temporary folder, and builds stand-ins first.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

if [ "${1:-}" = --stand-ins ]; then
  work=$(mktemp -d "${TMPDIR:-/tmp}/storecast-containers-XXXXXX")
  export DOCKER_HOST="unix://$work/docker.sock"
  dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/docker.pid" --host "$DOCKER_HOST" \
    --iptables=false --ip6tables=false >"$work/dockerd.log" 2>&1 &
  daemon=$!
  cleanup() {
    kill "$daemon"
    wait "$daemon" || true
    # the daemon leaves its network's name mounted
    if mountpoint --quiet "$work/exec/netns/default"; then umount "$work/exec/netns/default"; fi
    rm -rf "$work"
  }
  trap cleanup EXIT
  for _ in $(seq 60); do docker info >/dev/null 2>&1 && break || sleep 1; done
  test/containers/stand-ins.sh "$work"
else
  docker build --tag "storecast:$(node -p "require('./package.json').version")" .
  docker build --tag "storecast-mlflow:$(sed -n 's/^mlflow==//p' mlflow/requirements.txt)" mlflow
fi

# by way of the tests' own set-up
node scripts/test.mjs test/containers -i
