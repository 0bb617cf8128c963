#!/bin/sh
# Makes the four secrets beside this file, once. The containers' users read the files; the folder is yours alone.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -m 0700 secrets
made() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
made > secrets/superuser
printf 'postgresql://commonbeat:%s@database/commonbeat' "$(made)" > secrets/database
printf 'postgresql://commonbeat_owner:%s@database/commonbeat' "$(made)" > secrets/database_owner
printf 'postgresql://commonbeat_public:%s@database/commonbeat' "$(made)" > secrets/database_public
chmod 0444 secrets/*
