#!/bin/sh
# Starts versitygw, which takes its root account from the environment alone, with one out of files.
set -eu
ROOT_ACCESS_KEY=$(cat /run/secrets/s3-access-key)
ROOT_SECRET_KEY=$(cat /run/secrets/s3-secret-key)
export ROOT_ACCESS_KEY ROOT_SECRET_KEY
# where its images have had the program
for program in /usr/local/bin/versitygw /app/versitygw; do
  if [ -x "$program" ]; then exec "$program" "$@"; fi
done
echo "This image has no versitygw." >&2
exit 1
