#!/bin/bash
# The API runner's own test: it must pass what holds and fail what does not.
set -euo pipefail
cd "$(dirname "$0")"
runner=$1
status=0
say() { if "${@:2}"; then echo "ok - $1"; else echo "not ok - $1"; status=1; fi }
of() { "$runner" --tend ./fake_tend.mjs "$1" || true; }

right=$(of right.test)
wrong=$(of wrong.test)
unfinished=$(of unfinished.test)
all_pass() { grep -q '^ok' <<<"$right" && ! grep '^not ok' <<<"$right" >&2; }
all_fail() {
	[ "$(grep -c '^not ok.*wrong.test' <<<"$wrong")" = "$(grep -c '^=>' wrong.test)" ] ||
		{ grep '^ok.*wrong.test' <<<"$wrong" >&2; false; }
}
say "the API runner passes what holds" all_pass
say "the API runner fails what does not hold" all_fail
say "a case that could not fail is refused" grep -q '^not ok' <<<"$unfinished"
echo 1..3
exit $status
