#!/bin/bash
# `make check`: runs the suites, keeps what each said in $BUILD/check/SUITE.log, shows failures, and
# ends with one line "N passed, M failed". Arguments: names of suites; none: all.
#
# A suite is a function that prints TAP. It fails as a whole when it stops before its plan, prints
# no result, or exits with an error that none of its lines explains.
set -uo pipefail
cd "$(dirname "$0")/.."
: "${BUILD:=build}"
asan=$BUILD/asan
logs=$BUILD/check
export BUILD LC_ALL=C.UTF-8
export ASAN_OPTIONS=detect_stack_use_after_return=1:exitcode=99 UBSAN_OPTIONS=print_stacktrace=1
PATH=$PATH:/usr/sbin:/sbin

# One program with cmocka, in its own process.
run_cmocka() {
	local name
	name=$(basename "$1")
	CMOCKA_MESSAGE_OUTPUT=TAP "$1" | sed -E "s/^(not ok|ok) [0-9]+ - /\1 - $name: /; /^1\.\./d"
}
each_unit() {
	local program status=0
	for program in "$@"; do
		run_cmocka "$program" || { echo "not ok - $(basename "$program") ends with an error"; status=1; }
	done
	return $status
}

suite_lint() { tests/lint/run.sh; }
suite_unit() { each_unit $(find "$asan/tests/unit" -name 'test_*' -executable -type f | sort); }
suite_tsan() {
	TSAN_OPTIONS=exitcode=98 each_unit $(find "$BUILD/tsan/tests/unit" -name 'test_*' -executable -type f | sort)
	"$asan/tests/api/runner" --tend "$BUILD/tsan/tend" tests/api/{tickets,requests,uploads,deadlines}.test |
		sed -E 's/^(not ok|ok) [0-9]+ - /\1 - /; /^1\.\./d'
	return "${PIPESTATUS[0]}"
}
suite_runner() { tests/api/selftest/selftest.sh "$(realpath "$asan/tests/api/runner")"; }
suite_sql() { tests/sql/run.sh; }
suite_api() {
	"$asan/tests/api/runner" --tend "$asan/tend" --record "$logs/answers.jsonl" tests/api/*.test tests/api/raw/*.raw
}
# Reads what `api` recorded; alone, it asks once more when the record is older than the daemon.
suite_openapi() {
	[ "$logs/answers.jsonl" -nt "$asan/tend" ] || suite_api >/dev/null
	node tests/api/openapi.mjs "$logs/answers.jsonl"
}
# Odd requests to every operation, for as long as it says.
suite_bodies() { TEND_BIN=$(realpath "$asan/tend") node tests/api/bodies.mjs 20; }
suite_matrix() { "$asan/tests/api/matrix" --tend "$asan/tend" tests/api/matrix.tsv; }
suite_live() { "$asan/tests/api/live" --tend "$asan/tend"; }
suite_webhooks() { TEND_BIN=$(realpath "$asan/tend") node --test --test-reporter=tap tests/webhooks/*.test.mjs; }
suite_clients() { TEND_BIN=$(realpath "$asan/tend") node --test --test-reporter=tap tests/clients/*.test.mjs; }
suite_cli() { { tests/cli/run.sh; tests/cli/commands.sh; tests/cli/import.sh; tests/cli/search.sh; } | grep -v '^1\.\.'; }
# Its reporter is for people; the summary repeats the failures.
suite_web() {
	node web/test/check.mjs | awk '/^ℹ tests/ { exit } { sub(/^✔ /, "ok - "); sub(/^✖ /, "not ok - "); print }'
	return "${PIPESTATUS[0]}"
}
# Two files at a time, the longest first: a browser waits more than it works.
browser_file() { node --test --test-reporter=tap "$1" >"$logs/$(basename "$1").tap"; }
suite_browser() {
	local status=0
	rm -f "$logs"/*.test.mjs.tap
	export logs TEND_BIN
	TEND_BIN=$(realpath "$asan/tend")
	export -f browser_file
	ls -S tests/browser/*.test.mjs | xargs -P 2 -I{} bash -c 'browser_file {}' || status=1
	grep -hv '^1\.\.' "$logs"/*.test.mjs.tap
	return $status
}
suite_torture() { tests/torture/run.sh 50; }
suite_fuzz() { tests/fuzz/run.sh short; }

all=(lint unit tsan runner sql api openapi bodies matrix live webhooks clients cli web browser torture fuzz)
passed=0
failed=0

# One suite: run, count, show what failed.
run_suite() {
	local name=$1 log=$logs/$1.log begin=$SECONDS ok bad planned status=0
	timeout -k 10 2400 bash -c "$(declare -f); suite_$name" >"$log" 2>"$log.err" </dev/null || status=$?
	ok=$(grep -c '^ok' "$log")
	bad=$(grep -c '^not ok' "$log")
	planned=$(sed -nE 's/^1\.\.([0-9]+).*/\1/p' "$log" | tail -n 1)
	if [ $((ok + bad)) -eq 0 ] || [ -n "$planned" ] && [ "$planned" -ne $((ok + bad)) ]; then
		echo "not ok - $name stopped early: $ok passed, $bad failed, planned ${planned:-nothing}" >>"$log"
		bad=$((bad + 1))
	elif [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then
		echo "not ok - $name ended with status $status" >>"$log"
		bad=1
	fi
	passed=$((passed + ok))
	failed=$((failed + bad))
	printf '%-8s %5d passed %4d failed %5d s\n' "$name" "$ok" "$bad" $((SECONDS - begin))
	if [ "$bad" -gt 0 ]; then
		awk '/^not ok/ { show = 1 } /^ok/ { show = 0 } show' "$log" | cut -c 1-2000 | head -n 60
		tail -n 15 "$log.err" | cut -c 1-500
	fi
}

export asan logs
mkdir -p "$logs"
[ $# -gt 0 ] && all=("$@")
for suite in "${all[@]}"; do
	declare -F "suite_$suite" >/dev/null || { echo "no suite is called $suite" >&2; exit 2; }
	run_suite "$suite"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
