#!/bin/sh
# Run once by the image of PostgreSQL, on an empty database: one role owns the tables, one serves requests,
# and one reads what is published and nothing else.
set -eu

password() { sed -E 's|^postgresql://[^:]*:([^@]*)@.*$|\1|' "${SECRETS:-/run/secrets}/$1"; }

psql --username postgres --set ON_ERROR_STOP=1 \
  --set serving="$(password database)" --set owner="$(password database_owner)" \
  --set reader="$(password database_public)" <<'SQL'
CREATE ROLE commonbeat LOGIN PASSWORD :'serving';
CREATE ROLE commonbeat_owner LOGIN PASSWORD :'owner';
CREATE ROLE commonbeat_public LOGIN PASSWORD :'reader';
CREATE DATABASE commonbeat OWNER commonbeat_owner;
SQL
