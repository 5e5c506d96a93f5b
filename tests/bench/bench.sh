#!/bin/bash
# The figures of README.md, each beside its ceiling, in one run. BIG: tickets in the big database
# (1,000,000 unless said otherwise); SECONDS_EACH: length of one measurement; ROUNDS: repeats of the
# pairs, of which the median counts.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build}
BIG=${BIG:-1000000}
each=${SECONDS_EACH:-5}
rounds=${ROUNDS:-3}
tend=$PWD/$build/release/tend
bare=$PWD/$build/release/tests/bench/bare
here=$PWD/tests/bench
work=$(mktemp -d "${TMPDIR:-/tmp}/tend-bench-XXXXXX")
pids=()
finish() {
	[ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT

free_port() { node -e 'const s=require("node:net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
row() { printf '%-58s %12s %12s %8s\n' "$@"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.0f %%", b ? 100 * a / b : 0 }'; }
per_second() { awk '/Requests\/sec/ { print $2 }'; }
# The time below which half of the requests were, in ms.
p50() { awk '$1 == "50%" { t = $2; if (t ~ /us$/) t /= 1000; else if (t ~ /ms$/) t += 0; else t *= 1000; printf "%.2f", t }'; }
resident() { awk '/VmRSS/ { printf "%.0f MB", $2 / 1024 }' "/proc/$1/status"; }
metric() { curl -s -H "Authorization: Bearer $token" "$url/metrics" | awk -v name="$1" '$1 == name { print $2 }'; }

serve() {
	port=$(free_port)
	url=http://127.0.0.1:$port
	read -r pid started < <(node "$here/measure.mjs" start "$port" "$tend" serve --data "$work/data" --listen "127.0.0.1:$port")
	pids+=("$pid")
}
stop() { kill "$pid" && tail --pid="$pid" -f /dev/null; }
load() { wrk -t2 -c"$1" -d"${each}s" --latency -H "Authorization: Bearer $token" "${@:2}"; }

echo "filling $BIG tickets…" >&2
printf '%s\n' 'bench password 1' | "$tend" init --data "$work/data" --admin-email admin@example.com --admin-name Bench --password-stdin >/dev/null
printf 'rate_limit = 0\nlog_level = error\nmax_connections_per_address = 2000\n' >>"$work/data/tend.conf"
token=$("$tend" token create --data "$work/data" --user admin@example.com --name bench --scope write | head -n 1)
begin=$(date +%s%N)
"$tend" demo --data "$work/data" --tickets "$BIG" >/dev/null
filled=$((($(date +%s%N) - begin) / 1000000))

serve
bare_port=$(free_port)
"$bare" http "$bare_port" &
pids+=($!)

row figure tend ceiling ratio
row "cold start at $BIG tickets" "$started ms" "100 ms" ""
row "filling, tickets/s" "$((BIG * 1000 / filled))" "" ""
row "resident, idle" "$(resident "$pid")" "40 MB" ""

load 64 -s "$here/read.lua" "$url" -- "$BIG" >/dev/null
for _ in $(seq "$rounds"); do
	load 64 "http://127.0.0.1:$bare_port/" | per_second >>"$work/bare_read"
	load 64 -s "$here/read.lua" "$url" -- 1000 | per_second >>"$work/tend_read"
done
a=$(median <"$work/tend_read") b=$(median <"$work/bare_read")
row "read ticket by id, requests/s, 64 connections" "$a" "$b" "$(ratio "$a" "$b")"

row "queue, 50 by deadline, p50 ms" "$(load 2 "$url/api/v2/queue?per_page=50" | p50)" "5" ""
words=$(curl -s -H "Authorization: Bearer $token" "$url/api/v2/tickets/1/comments" |
	node -e 'let t="";process.stdin.on("data",d=>t+=d).on("end",()=>console.log([...new Set(JSON.parse(t).comments[0].body.match(/[a-z]{5,}/g))].slice(0,2).join("+")))')
row "search of two words ($words), p50 ms" "$(load 2 "$url/api/v2/search?query=$words" | p50)" "20" ""

api() { node "$here/api.mjs" "$1" "$url" "Bearer $token" "${@:2}" | while IFS=$'\t' read -r figure value; do row "$figure" "$value" "" ""; done; }
api pages
api view
api export
api reads
api searches
node "$here/browser.mjs" "$url" admin@example.com 'bench password 1' "$token" |
	while IFS=$'\t' read -r figure value ceiling ratio; do row "$figure" "$value" "$ceiling" "$ratio"; done

node "$here/measure.mjs" streams "$port" "Bearer $token" 1000 < <(tail -f /dev/null) >"$work/streams" &
streams=$!
until [ -s "$work/streams" ] || ! kill -0 $streams 2>/dev/null; do read -rt 0.1 <> <(:) || true; done
row "resident, 1,000 live streams" "$(resident "$pid")" "150 MB" ""
kill $streams

# Creation on a fresh, small database: both sides grow alike.
stop
rm -rf "$work/data"
printf '%s\n' 'bench password 1' | "$tend" init --data "$work/data" --admin-email admin@example.com --admin-name Bench --password-stdin >/dev/null
printf 'rate_limit = 0\nlog_level = error\n' >>"$work/data/tend.conf"
token=$("$tend" token create --data "$work/data" --user admin@example.com --name bench --scope write | head -n 1)
serve
customer=$(curl -s -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d '{"user":{"name":"Ana","email":"ana@mail.example"}}' "$url/api/v2/users" | grep -oE '"id":[0-9]+' | head -n 1 | cut -d: -f2)
for round in $(seq "$rounds"); do
	jobs=$(metric tend_writer_jobs_total) batches=$(metric tend_writer_batches_total)
	load 64 -s "$here/create.lua" "$url/api/v2/tickets" -- "$customer" >"$work/wrk"
	per_second <"$work/wrk" >>"$work/tend_create"
	grep 'not created' "$work/wrk" >&2 || true
	batch=$((($(metric tend_writer_jobs_total) - jobs) / ($(metric tend_writer_batches_total) - batches)))
	"$bare" sqlite "$work/raw$round.db" 50000 "$batch" >>"$work/bare_create"
	rm -f "$work/raw$round.db"*
done
a=$(median <"$work/tend_create") b=$(median <"$work/bare_create")
row "durable create, tickets/s, 64 connections (batch $batch)" "$a" "$b" "$(ratio "$a" "$b")"
api triggers 100
for _ in $(seq "$rounds"); do
	load 64 -s "$here/create.lua" "$url/api/v2/tickets" -- "$customer" | per_second >>"$work/trigger_create"
done
b=$(median <"$work/trigger_create")
row "the same with 100 triggers that do not fire, tickets/s" "$b" "$a" "$(ratio "$b" "$a")"
load 6 -s "$here/import.lua" "$url/api/v2/imports/tickets/create_many" -- "$customer" 1 >"$work/wrk"
grep 'not imported' "$work/wrk" >&2 || true
row "import of 100 closed tickets with 2 comments each, tickets/s" "$(per_second <"$work/wrk" | awk '{ printf "%d", $1 * 100 }')" "" ""
row "one due time, ns" "$("$bare" due)" "1000" ""
stop
