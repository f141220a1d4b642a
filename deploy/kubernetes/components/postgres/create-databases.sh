#!/bin/bash
# Run once by the postgres image, on an empty data folder: a database and an owner for Storecast, and others for MLflow, so that neither
# can read what the other has. Names and passwords are those of the addresses that the two are given.
set -euo pipefail

create() {
  local url="$1" rest credentials
  rest="${url#*://}"
  credentials="${rest%%@*}"
  psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --no-psqlrc --quiet \
    --set=role="${credentials%%:*}" --set=password="${credentials#*:}" --set=database="${rest##*/}" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"role" ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE :"database" FROM PUBLIC;
SQL
}

create "$(cat /run/secrets/database-url)"
create "$(cat /run/secrets/mlflow-database-url)"
