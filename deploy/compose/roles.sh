#!/bin/sh
# Run once by the image of PostgreSQL, on an empty database: one role owns the tables, the other serves requests.
set -eu

password() { sed -E 's|^postgresql://[^:]*:([^@]*)@.*$|\1|' "${SECRETS:-/run/secrets}/$1"; }

psql --username postgres --set ON_ERROR_STOP=1 \
  --set serving="$(password database)" --set owner="$(password database_owner)" <<'SQL'
CREATE ROLE commonbeat LOGIN PASSWORD :'serving';
CREATE ROLE commonbeat_owner LOGIN PASSWORD :'owner';
CREATE DATABASE commonbeat OWNER commonbeat_owner;
SQL
