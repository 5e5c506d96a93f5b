#!/bin/bash
# Runs every fuzz target: the corpus in git first, then new inputs; for SECONDS each, or "short": the
# same inputs every time, so that a check says the same of the same tree. A finding is kept in
# $BUILD/fuzz-findings and belongs, once fixed, into the corpus. TAP.
set -uo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build}
how=${1:-60}
found=$build/fuzz-findings
mkdir -p "$found"
status=0
SHORT_RUNS=30000
for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	target=${name#fuzz_}
	grown=$build/fuzz-corpus/$target
	mkdir -p "$grown"
	limits=(-max_total_time="$how")
	if [ "$how" = short ]; then
		limits=(-runs="$SHORT_RUNS" -seed=1)
		grown=$(mktemp -d)
	fi
	if "$build/fuzz/tests/fuzz/$name" "${limits[@]}" -timeout=10 -rss_limit_mb=2048 \
		-max_len=65536 -verbosity=0 -close_fd_mask=1 -artifact_prefix="$found/$target-" \
		"$grown" "tests/fuzz/corpus/$target" >"$found/$target.log" 2>&1; then
		echo "ok - fuzz $target ($how)"
	else
		echo "not ok - fuzz $target"
		tail -n 30 "$found/$target.log" | sed 's/^/# /'
		status=1
	fi
	[ "$how" != short ] || rm -rf "$grown"
done
exit $status
