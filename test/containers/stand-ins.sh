#!/bin/bash
# Builds images under the names that docker-compose.yml and the Dockerfiles ask for, out of what Debian, npm and Go's module proxy have, and
# those of the product on top of them: for a machine that can pull none. What was tried on them was tried on stand-ins: PostgreSQL is
# Debian's, the others are the same versions.
#   test/containers/stand-ins.sh FOLDER     # an empty folder; as root, with debootstrap, Go and a Docker daemon at DOCKER_HOST
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$1
export DOCKER_BUILDKIT=0 # it is a plugin that a machine may lack

# the tag that the files ask for
image() { grep -hoE "(FROM|image:) $1:[^ ]+" "$root/Dockerfile" "$root/mlflow/Dockerfile" "$root/docker-compose.yml" | head -1 | sed 's/.* //'; }
version() { image "$1" | sed -E 's/[^:]*:v?([0-9.]+).*/\1/'; }

mkdir -p "$work/context"
cp "$here"/stand-ins/* "$work/context"
cp /etc/ssl/certs/ca-certificates.crt "$work/context"

if ! docker image inspect stand-in-base >/dev/null 2>&1; then
  [ -e "$work/rootfs/bin/bash" ] || debootstrap --variant=minbase --include=ca-certificates bookworm "$work/rootfs" >"$work/debootstrap.log"
  tar -C "$work/rootfs" -c . | docker import - stand-in-base
fi

export GOBIN="$work/go" CGO_ENABLED=0
[ -e "$GOBIN/caddy" ] || go install "github.com/caddyserver/caddy/v2/cmd/caddy@v$(version caddy)"
[ -e "$GOBIN/versitygw" ] || go install "github.com/versity/versitygw/cmd/versitygw@v$(version versity/versitygw)"
cp "$GOBIN/caddy" "$GOBIN/versitygw" "$work/context"

if [ ! -e "$work/context/node" ]; then
  package="node-linux-$(node -p process.arch)@$(version node)"
  npm install --prefix "$work/npm" --no-save --ignore-scripts --no-audit --no-fund "$package"
  cp "$work"/npm/node_modules/node-linux-*/bin/node "$work/context"
  cp -rL "$(npm root --global)/npm" "$work/context/npm"
fi

for name in node python postgres redis caddy versity/versitygw; do
  docker build --quiet --network host --target "${name#*/}" --tag "$(image "$name")" "$work/context"
done


docker build --network host --tag "storecast:$(node -p "require('$root/package.json').version")" "$root"
docker build --network host --tag "$(image storecast-mlflow)" "$root/mlflow"
