#!/bin/bash
# Prepares every registered query on SQLite and on a throwaway PostgreSQL cluster: own directory,
# unix socket only, locale C, gone afterwards. PostgreSQL refuses root, so root lends it the user
# `postgres`.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${BUILD:-build}/asan/tests/sql/queries
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
scratch=$(mktemp -d)
as=()
if [ "$(id -u)" -eq 0 ]; then
	chown postgres: "$scratch"
	as=(runuser -u postgres --)
fi
finish() {
	(cd / && "${as[@]}" "$bin/pg_ctl" -D "$scratch/db" -m immediate -s stop) >/dev/null 2>&1 || true
	rm -rf "$scratch"
}
trap finish EXIT

status=0
"$program" sqlite | grep -v '^1\.\.' || status=1
(
	cd /
	"${as[@]}" "$bin/initdb" -D "$scratch/db" -U postgres -E UTF8 --locale=C -A trust --no-sync
	"${as[@]}" "$bin/pg_ctl" -D "$scratch/db" -w -s -l "$scratch/log" \
		-o "-c listen_addresses= -c unix_socket_directories=$scratch -c fsync=off" start
) >"$scratch/start" 2>&1 || { echo "not ok - PostgreSQL starts"; sed 's/^/# /' "$scratch/start"; exit 1; }
"$program" postgres "host=$scratch user=postgres dbname=postgres" | grep -v '^1\.\.' || status=1
exit $status
