#!/usr/bin/env bash
# Restores what scripts/backup.sh has made: two databases and MLflow's artifacts. docs/back-up.md says more.
#
#   DATABASE_URL=postgresql://... MLFLOW_ARTIFACTS=/var/lib/mlflow scripts/restore.sh FOLDER [--force]
#
# The settings are those of backup.sh; they name where it goes, which may be elsewhere. Databases that are missing are made. Nothing of Storecast
# and MLflow may run on them. What is not empty is refused; with --force the databases lose all they hold, and files of artifacts are replaced.
set -euo pipefail
# shellcheck source=scripts/backup-common.sh
source "$(dirname "${BASH_SOURCE[0]}")/backup-common.sh"

folder=${1:-}
force=${2:-}
[ -n "$folder" ] && [ $# -le 2 ] && [[ $force == "" || $force == --force ]] ||
  fail "name the folder of the backup: scripts/restore.sh FOLDER [--force]"
[ -f "$folder/manifest.txt" ] && [ -f "$folder/SHA256SUMS" ] || fail "$folder is no backup: it has no manifest.txt and SHA256SUMS"
read_settings
need pg_restore psql tar sha256sum
grep -qx "format 1" "$folder/manifest.txt" || fail "$folder is a backup of another form: restore it with the release that made it"
say "comparing checksums ..."
(cd "$folder" && sha256sum --quiet --check SHA256SUMS) || fail "$folder is damaged: files are not what they were"

# Everything that can refuse comes before anything that changes.
ask() { connect "$1" psql -XAtq --set=ON_ERROR_STOP=1 --command="$2"; }
is_there() {
  local answer
  answer=$(ask "$1" "SELECT 1" 2>&1) && return 0
  [[ $answer == *"does not exist"* ]] && return 1
  fail "a database cannot be reached: $answer"
}
check_unused() { # name, url
  is_there "$2" || return 0
  local others
  others=$(ask "$2" "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'")
  [ "$others" -eq 0 ] || fail "$others connections use the database of $1: stop the API, workers and MLflow first"
}
check_empty() { # name, url
  is_there "$2" || return 0
  local objects
  objects=$(ask "$2" "SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE relkind IN ('r', 'p') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'")
  [ "$objects" -eq 0 ] || [ -n "$force" ] || fail "the database of $1 is not empty: name an empty one, or add --force to lose what it holds"
}
check_artifacts() {
  local found
  if is_bucket "$MLFLOW_ARTIFACTS"; then
    need aws
    found=$(aws s3 ls "$MLFLOW_ARTIFACTS/" 2>/dev/null | head -n 1) || true
  else
    mkdir -p "$MLFLOW_ARTIFACTS"
    found=$(find "$MLFLOW_ARTIFACTS" -mindepth 1 -type f -print -quit)
  fi
  [ -z "$found" ] || [ -n "$force" ] || fail "$MLFLOW_ARTIFACTS is not empty: name an empty place, or add --force to replace files of the same names"
}
check_unused storecast "$DATABASE_URL"
check_unused mlflow "$MLFLOW_DATABASE_URL"
check_empty storecast "$DATABASE_URL"
check_empty mlflow "$MLFLOW_DATABASE_URL"
check_artifacts

EMPTY="DO \$\$
  DECLARE name text;
  BEGIN
    FOR name IN SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' LOOP
      EXECUTE format('DROP SCHEMA %I CASCADE', name);
    END LOOP;
    CREATE SCHEMA public;
  END
\$\$"
restore() { # name, url
  say "restoring the database of $1 ..."
  if ! is_there "$2"; then
    parse_url "$2"
    local name=$database
    connect "$scheme$authority/postgres$query" psql -Xq --set=ON_ERROR_STOP=1 --set=name="$(decode "$name")" <<<'CREATE DATABASE :"name"'
  elif [ -n "$force" ]; then
    connect "$2" psql -Xq --set=ON_ERROR_STOP=1 --set=VERBOSITY=terse --command="SET client_min_messages = warning" --command="$EMPTY"
  fi
  connect "$2" pg_restore --no-owner --no-privileges --exit-on-error --single-transaction "$folder/$1.dump"
}
restore storecast "$DATABASE_URL"
restore mlflow "$MLFLOW_DATABASE_URL"
say "restoring the artifacts ..."
if [ -f "$folder/artifacts.tar" ]; then
  is_bucket "$MLFLOW_ARTIFACTS" && fail "the backup is of a folder of artifacts: unpack artifacts.tar and copy it to the bucket"
  tar --extract --file="$folder/artifacts.tar" --directory="$MLFLOW_ARTIFACTS"
elif is_bucket "$MLFLOW_ARTIFACTS"; then
  aws s3 sync --only-show-errors "$folder/artifacts" "$MLFLOW_ARTIFACTS"
else
  cp -R "$folder/artifacts/." "$MLFLOW_ARTIFACTS/"
fi
say "done: start MLflow, then the API and the workers."
