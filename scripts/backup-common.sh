# What backup.sh and restore.sh share; they source it.

say() { echo "storecast: $*" >&2; }
fail() {
  say "$*."
  exit 1
}

need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || fail "$program is not on PATH: install it"
  done
}

read_settings() {
  [ -n "${DATABASE_URL:-}" ] || fail "DATABASE_URL is not set: it names Storecast's database"
  [ -n "${MLFLOW_ARTIFACTS:-}" ] || fail "MLFLOW_ARTIFACTS is not set: it names MLflow's folder of artifacts, or s3://bucket/prefix"
  parse_url "$DATABASE_URL"
  MLFLOW_DATABASE_URL=${MLFLOW_DATABASE_URL:-"$scheme${authority}/${database}_mlflow$query"}
  parse_url "$MLFLOW_DATABASE_URL"
}

is_bucket() { [[ $1 == s3://* ]]; }

# Splits the URL of a database.
parse_url() {
  [[ $1 =~ ^(postgres(ql)?(\+[a-z0-9]+)?://)([^/?]*)/([^?]+)(\?.*)?$ ]] || fail "a database's URL must read postgresql://user:password@host:port/database"
  scheme=postgresql://
  authority=${BASH_REMATCH[4]}
  database=${BASH_REMATCH[5]}
  query=${BASH_REMATCH[6]:-}
}

# connect URL PROGRAM ARGUMENTS...: runs a program of PostgreSQL on a database. The password goes by the environment, for everybody on a machine
# sees the arguments of a program.
connect() {
  local url=$1 password=${PGPASSWORD:-} server
  shift
  parse_url "$url"
  server=$authority
  if [[ $authority =~ ^([^:@]*):(.*)@([^@]*)$ ]]; then
    server="${BASH_REMATCH[1]}@${BASH_REMATCH[3]}"
    password=$(decode "${BASH_REMATCH[2]}")
  fi
  PGPASSWORD=$password "$1" --dbname="$scheme$server/$database$query" "${@:2}"
}

decode() { printf '%b' "$(sed -e 's/\\/\\\\/g' -e 's/%\([0-9A-Fa-f][0-9A-Fa-f]\)/\\x\1/g' <<<"$1")"; }

version_of_storecast() {
  sed -n 's/^  "version": "\(.*\)",$/\1/p' "$(dirname "${BASH_SOURCE[0]}")/../package.json" 2>/dev/null || echo unknown
}
