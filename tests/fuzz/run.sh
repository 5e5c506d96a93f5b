#!/bin/bash
# Runs every fuzz target for SECONDS each: the corpus in git first, then new inputs. A finding is
# kept in $BUILD/fuzz-findings and belongs, once fixed, into the corpus. TAP.
set -uo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build}
seconds=${1:-60}
found=$build/fuzz-findings
mkdir -p "$found"
status=0
for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	target=${name#fuzz_}
	grown=$build/fuzz-corpus/$target
	mkdir -p "$grown"
	if "$build/fuzz/tests/fuzz/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
		-max_len=65536 -verbosity=0 -close_fd_mask=1 -artifact_prefix="$found/$target-" \
		"$grown" "tests/fuzz/corpus/$target" >"$found/$target.log" 2>&1; then
		echo "ok - fuzz $target ($seconds s)"
	else
		echo "not ok - fuzz $target"
		tail -n 30 "$found/$target.log" | sed 's/^/# /'
		status=1
	fi
done
exit $status
