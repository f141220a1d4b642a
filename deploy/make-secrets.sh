#!/bin/bash
# Makes the secrets of an installation, each once: deploy/make-secrets.sh [folder]. One that is there stays as it is.
# compose reads them from deploy/secrets; kubectl create secret generic storecast --from-file=deploy/secrets takes them all.
set -euo pipefail
umask 077

folder="${1:-$(dirname "${BASH_SOURCE[0]}")/secrets}"
mkdir -p "$folder"

random() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

# A file is readable by all, its folder by its owner alone: containers run under numbers that the host does not know.
secret() {
  local path="$folder/$1"
  if [ -e "$path" ]; then
    echo "kept  $path"
  else
    printf '%s' "$2" >"$path.new"
    chmod 444 "$path.new"
    mv "$path.new" "$path"
    echo "made  $path"
  fi
}

redis_password=$(random 24)
if [ -e "$folder/redis-password" ]; then redis_password=$(cat "$folder/redis-password"); fi

secret postgres-password "$(random 24)"
secret database-url "postgresql://storecast:$(random 24)@postgres:5432/storecast"
secret mlflow-database-url "postgresql://mlflow:$(random 24)@postgres:5432/mlflow"
secret s3-access-key "storecast$(random 6)"
secret s3-secret-key "$(random 24)"
secret webhook-secret "$(random 32)"
# 32 bytes in base64 for URLs, as Fernet takes them
secret mlflow-webhook-key "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')"
secret redis-password "$redis_password"
secret redis-url "redis://:$redis_password@redis:6379"
