# shellcheck shell=bash disable=SC2034
# What the scripts of this folder share; each begins by reading it. They run in an empty folder that is removed in the
# end, with $tend the binary (TEND_BIN, else the sanitized build) and $repository the tree. TAP comes from result.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
repository=$PWD
tend=$(realpath "${TEND_BIN:-${BUILD:-build}/asan/tend}")
scratch=$(mktemp -d)
pids=()
finish() {
	[ ${#pids[@]} -eq 0 ] || kill -9 "${pids[@]}" 2>/dev/null
	rm -rf "$scratch"
}
trap finish EXIT
cd "$scratch" || exit 1
count=0
failed=0

result() { # OK NAME
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		failed=1
		echo "not ok $count - $2"
		for said in out err log; do head -c 1500 $said 2>/dev/null | sed 's/^/# /; $a\'; done
	fi
}
# exits STATUS NAME COMMAND…: stdout in `out`, stderr in `err`
exits() {
	local want=$1 name=$2 got=0
	shift 2
	timeout 120 "$@" >out 2>err </dev/null || got=$?
	[ "$got" -eq "$want" ] && ! grep -qE 'Sanitizer|runtime error:|"event":"fatal"' err
	result $? "$name (exit $got)"
}
says() { # FILE PATTERN NAME
	grep -qE -- "$2" "$1"
	result $? "$3"
}

now_ms() { date +%s%3N; }
free_port() {
	local port
	while :; do
		port=$((20000 + RANDOM % 20000))
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}
# serve DIR FLAG…: start and poll /readyz; sets pid and url
serve() {
	local dir=$1 port deadline
	shift
	port=$(free_port)
	url=http://127.0.0.1:$port
	"$tend" serve --data "$dir" --listen "127.0.0.1:$port" "$@" >log.out 2>log </dev/null &
	pid=$!
	pids+=("$pid")
	deadline=$(($(now_ms) + 20000))
	until curl -fsS -o /dev/null --max-time 2 "$url/readyz" 2>/dev/null; do
		kill -0 "$pid" 2>/dev/null && [ "$(now_ms)" -lt "$deadline" ] || return 1
	done
}
# stop SIGNAL: sets status and took (ms)
stop() {
	local begin
	begin=$(now_ms)
	kill "-$1" "$pid"
	wait "$pid"
	status=$?
	took=$(($(now_ms) - begin))
	pids=()
}
