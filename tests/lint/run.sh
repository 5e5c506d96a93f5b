#!/bin/bash
# House rules over the tree, and the proof that each rule can fail. TAP.
set -uo pipefail
cd "$(dirname "$0")/../.."
tree=$PWD
. tests/lint/rules.sh
export LC_ALL=C.UTF-8
count=0
status=0
result() {
	count=$((count + 1))
	echo "$1 $count - $2"
	[ "$1" = ok ] || status=1
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
bad() {
	rm -rf "$scratch/tree"
	mkdir -p "$scratch/tree/$(dirname "$2")"
	printf '%s\n' "$3" >"$scratch/tree/$2"
	cp "$tree/.clang-format" "$scratch/tree/"
	if [ -n "$(cd "$scratch/tree" && "rule_$1" 2>/dev/null)" ]; then
		result ok "rule $1 sees a bad $2"
	else
		result 'not ok' "rule $1 sees a bad $2: $(head -n 1 <<<"$3")"
	fi
}
. tests/lint/samples.sh

# A program that calls system() for the rule about symbols.
mkdir -p "$scratch/release"
echo 'int system(const char *); int main(void) { return system("true"); }' | gcc -x c -o "$scratch/release/tend" -
if [ -n "$(BUILD=$scratch rule_symbols)" ]; then
	result ok "rule symbols sees system()"
else
	result 'not ok' "rule symbols sees system()"
fi

for rule in floors sql domain banned routes symbols sizes house patience format cppcheck; do
	found=$("rule_$rule")
	if [ -z "$found" ]; then
		result ok "$rule"
	else
		result 'not ok' "$rule: $(wc -l <<<"$found") offences"
		head -n 40 <<<"$found" | sed 's/^/# /'
	fi
done
echo "# the ten longest functions:"
function_lengths | sort -rn | head -n 10 | sed 's/^/#   /'
echo "1..$count"
exit $status
