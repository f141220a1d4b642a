#!/usr/bin/env bash
# Backs up an installation: Storecast's database, MLflow's database, and MLflow's artifacts. docs/back-up.md says more.
#
#   DATABASE_URL=postgresql://... MLFLOW_ARTIFACTS=/var/lib/mlflow scripts/backup.sh FOLDER
#
# DATABASE_URL         Storecast's database
# MLFLOW_DATABASE_URL  MLflow's; by default the database of the same name with _mlflow behind it
# MLFLOW_ARTIFACTS     the folder that MLflow keeps artifacts in, or s3://bucket/prefix (by the AWS command line, which reads AWS_* variables)
#
# Needs pg_dump of the server's version or a newer one. Everything may run meanwhile, but for `storecast registry prune` and `mlflow gc`.
set -euo pipefail
# shellcheck source=scripts/backup-common.sh
source "$(dirname "${BASH_SOURCE[0]}")/backup-common.sh"

folder=${1:-}
[ -n "$folder" ] && [ $# -eq 1 ] || fail "name one folder for the backup, which is made: scripts/backup.sh FOLDER"
[ ! -e "$folder" ] || fail "$folder is there already: name a folder that is not"
read_settings
need pg_dump psql tar sha256sum

# Whatever is interrupted must not look like a backup.
unfinished="$folder.unfinished"
rm -rf "$unfinished"
umask 077
mkdir -p "$unfinished"

dump() { # name, url
  say "dumping the database of $1 ..."
  connect "$2" pg_dump --format=custom --no-owner --no-privileges --file="$unfinished/$1.dump"
}

# In this order: what a dump speaks of, the ones after it have.
dump storecast "$DATABASE_URL"
dump mlflow "$MLFLOW_DATABASE_URL"
say "copying the artifacts of $MLFLOW_ARTIFACTS ..."
if is_bucket "$MLFLOW_ARTIFACTS"; then
  need aws
  mkdir "$unfinished/artifacts"
  aws s3 sync --only-show-errors "$MLFLOW_ARTIFACTS" "$unfinished/artifacts"
else
  # Files that are written meanwhile, which tar tells with 1, are of models that no dump speaks of.
  tar --create --file="$unfinished/artifacts.tar" --directory="$MLFLOW_ARTIFACTS" . || [ $? -eq 1 ]
fi

{
  echo "format 1"
  echo "made $(date -u +%Y-%m-%dT%H:%M:%SZ)"
  echo "storecast $(version_of_storecast)"
  echo "schema $(connect "$DATABASE_URL" psql -XAtc 'SELECT max(name COLLATE "C") FROM migration')"
  echo "mlflow-schema $(connect "$MLFLOW_DATABASE_URL" psql -XAtc 'SELECT version_num FROM alembic_version')"
  echo "server $(connect "$DATABASE_URL" psql -XAtc 'SHOW server_version')"
  echo "pg_dump $(pg_dump --version)"
} >"$unfinished/manifest.txt"
(
  cd "$unfinished"
  find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS
)
mv "$unfinished" "$folder"
say "the backup is in $folder: $(du -sh "$folder" | cut -f1)"
