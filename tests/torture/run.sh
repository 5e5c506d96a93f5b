#!/bin/bash
# Crashes, a bad disk, slow clients. run.sh ROUNDS: rounds of the kill -9 loop.
set -uo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build}
rounds=${1:-50}
programs=$build/release/tests/torture
status=0
step() {
	timeout -k 5 "$1" "${@:2}" | grep -v '^1\.\.' || {
		status=1
		[ "${PIPESTATUS[0]}" -ne 124 ] || echo "not ok - $(basename "$2") ended within $1 s"
	}
}
step $((rounds * 4 + 60)) "$programs/kill9" --tend "$build/release/tend" --rounds "$rounds"
step 120 "$programs/held" --tend "$build/release/tend" --rounds 5
step 120 "$programs/kill9" --tend "$build/broken/tend" --rounds 20 --expect-loss
step 180 "$programs/faults" --tend "$build/release/tend" "$build/asan/tend"
step 180 "$programs/streams" --tend "$build/asan/tend"
exit $status
