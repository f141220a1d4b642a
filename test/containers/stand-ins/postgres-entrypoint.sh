#!/bin/bash
# What the postgres image does with an empty data folder, as far as docker-compose.yml relies on it.
set -euo pipefail
PATH="$(echo /usr/lib/postgresql/*/bin):$PATH"
if [ "${1:0:1}" = "-" ]; then set -- postgres "$@"; fi
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --username="$POSTGRES_USER" --pwfile=<(cat "$POSTGRES_PASSWORD_FILE") --auth-local=trust --auth-host=scram-sha-256
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  pg_ctl --wait start --options="-c listen_addresses=''"
  export POSTGRES_DB="${POSTGRES_DB:-$POSTGRES_USER}"
  for script in /docker-entrypoint-initdb.d/*; do
    if [ -x "$script" ]; then "$script"; else . "$script"; fi
  done
  pg_ctl --wait --mode=fast stop
fi
exec "$@" -c listen_addresses='*'
